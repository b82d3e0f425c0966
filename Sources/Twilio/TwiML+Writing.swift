extension TwiML {
    /// The document in XML, escaped; characters that XML 1.0 forbids are left out.
    public var text: String {
        var xml = XMLWriter()
        xml.open("Response")
        for verb in verbs { verb.write(into: &xml) }
        xml.close("Response")
        return xml.text
    }
}

extension TwiML.Verb {
    fileprivate func write(into xml: inout XMLWriter) {
        switch self {
        case .connect(let stream):
            xml.open("Connect")
            stream.write(into: &xml)
            xml.close("Connect")
        case .say(let text, let voice, let language):
            xml.element("Say", [("voice", voice), ("language", language)], text: text)
        case .play(let url): xml.element("Play", text: url)
        case .playDigits(let digits): xml.element("Play", [("digits", digits)])
        case .pause(let seconds): xml.element("Pause", [("length", String(seconds))])
        case .hangup: xml.element("Hangup")
        case .redirect(let url, let method): xml.element("Redirect", [("method", method)], text: url)
        case .reject(let reason): xml.element("Reject", [("reason", reason.rawValue)])
        }
    }
}

extension TwiML.Stream {
    fileprivate func write(into xml: inout XMLWriter) {
        let attributes: [XMLWriter.Attribute] = [
            ("url", url), ("name", name), ("track", track), ("statusCallback", statusCallback),
            ("statusCallbackMethod", statusCallbackMethod),
        ]
        guard !parameters.isEmpty else { return xml.element("Stream", attributes) }
        xml.open("Stream", attributes)
        for parameter in parameters {
            xml.element("Parameter", [("name", parameter.name), ("value", parameter.value)])
        }
        xml.close("Stream")
    }
}
