public import Calls

extension CallRendering {
    /// Facts in JSON. The version rises with every change of what they look like, in shape or in sense.
    public static let json = CallRendering(version: 1) { call, events in JSONAnswer.text(of: CallFacts(call, events)) }
}
