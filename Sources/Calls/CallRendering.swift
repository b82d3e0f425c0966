/// How a call and its events are written as text, once, when the call is settled, so that lists need not read its events
/// again and again.
public struct CallRendering: Sendable {
    /// Which way of writing it is; a text written in another way is written anew.
    public let version: Int
    /// Writes a call with what happened in it that is shown, in order.
    public let render: @Sendable (CallRecord, [CallEvent]) -> [UInt8]

    /// Names a way of writing.
    public init(version: Int, render: @escaping @Sendable (CallRecord, [CallEvent]) -> [UInt8]) {
        self.version = version
        self.render = render
    }

    /// For those who read no lists: nothing is written, and what another way has written is not kept when its call goes on.
    public static let none = CallRendering(version: 0) { _, _ in [] }
}
