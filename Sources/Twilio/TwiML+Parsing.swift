extension TwiML {
    /// The longest document Twilio reads, in bytes.
    public static let byteLimit = 64 * 1024

    /// Reads a document as a simulated Twilio does: the verbs of this type with the attributes it has, and no others.
    public init(parsing text: Span<UInt8>) throws(TwiMLError) {
        guard text.count <= Self.byteLimit else { throw .tooLong(text.count) }
        let string = text.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
        guard let string else { throw .malformed(at: 0) }
        var reader = XMLReader(string)
        let root = try reader.document()
        guard root.name == "Response" else { throw .wrongRoot(root.name) }
        try root.demandNoText()
        self.init([])
        for element in root.children { verbs.append(try Verb(element)) }
    }
}

extension TwiML.Verb {
    init(_ element: XMLElement) throws(TwiMLError) {
        switch element.name {
        case "Connect": self = .connect(try TwiML.Stream(inside: element))
        case "Say":
            try element.demandOnly(attributes: ["voice", "language"])
            self = .say(
                try element.leafText(), voice: element.attributes["voice"], language: element.attributes["language"])
        case "Play":
            try element.demandOnly(attributes: ["digits"])
            if let digits = element.attributes["digits"] {
                self = .playDigits(digits)
            } else {
                self = .play(url: try element.leafText())
            }
        case "Pause":
            try element.demandOnly(attributes: ["length"])
            try element.demandEmpty()
            guard let seconds = Int(element.attributes["length"] ?? "1"), seconds >= 0 else {
                throw .invalidAttribute("Pause.length")
            }
            self = .pause(seconds: seconds)
        case "Hangup":
            try element.demandOnly(attributes: [])
            try element.demandEmpty()
            self = .hangup
        case "Redirect":
            try element.demandOnly(attributes: ["method"])
            self = .redirect(url: try element.leafText(), method: try element.method("method"))
        case "Reject":
            try element.demandOnly(attributes: ["reason"])
            try element.demandEmpty()
            guard let reason = TwiML.Rejection(rawValue: element.attributes["reason"] ?? "rejected") else {
                throw .invalidAttribute("Reject.reason")
            }
            self = .reject(reason)
        default: throw .unexpectedElement(element.name)
        }
    }
}

extension TwiML.Stream {
    /// `<Connect>` has one thing in it, and here that is a stream.
    init(inside connect: XMLElement) throws(TwiMLError) {
        try connect.demandOnly(attributes: [])
        try connect.demandNoText()
        guard let stream = connect.children.first else { throw .missing("Connect.Stream") }
        guard stream.name == "Stream" else { throw .unexpectedElement(stream.name) }
        guard connect.children.count == 1 else { throw .unexpectedElement(connect.children[1].name) }
        try stream.demandOnly(attributes: ["url", "name", "track", "statusCallback", "statusCallbackMethod"])
        try stream.demandNoText()
        self.init(
            url: try stream.required("url"), name: stream.attributes["name"], track: stream.attributes["track"],
            statusCallback: stream.attributes["statusCallback"],
            statusCallbackMethod: try stream.method("statusCallbackMethod"))
        for child in stream.children {
            guard child.name == "Parameter" else { throw .unexpectedElement(child.name) }
            try child.demandOnly(attributes: ["name", "value"])
            try child.demandEmpty()
            parameters.append(try TwiML.Parameter(name: child.required("name"), value: child.required("value")))
        }
    }
}

extension XMLElement {
    fileprivate func demandOnly(attributes known: Set<String>) throws(TwiMLError) {
        if let unknown = attributes.keys.filter({ !known.contains($0) }).min() {
            throw .invalidAttribute("\(name).\(unknown)")
        }
    }

    fileprivate func demandNoText() throws(TwiMLError) {
        guard text.allSatisfy(\.isWhitespace) else { throw .unexpectedElement("text in \(name)") }
    }

    fileprivate func demandEmpty() throws(TwiMLError) {
        try demandNoText()
        if let child = children.first { throw .unexpectedElement(child.name) }
    }

    fileprivate func required(_ attribute: String) throws(TwiMLError) -> String {
        guard let value = attributes[attribute] else { throw .missing("\(name).\(attribute)") }
        return value
    }

    fileprivate func method(_ attribute: String) throws(TwiMLError) -> String? {
        guard let method = attributes[attribute] else { return nil }
        guard method == "GET" || method == "POST" else { throw .invalidAttribute("\(name).\(attribute)") }
        return method
    }

    /// The text of an element that has text and nothing else.
    fileprivate func leafText() throws(TwiMLError) -> String {
        if let child = children.first { throw .unexpectedElement(child.name) }
        guard !text.allSatisfy(\.isWhitespace) else { throw .missing(name) }
        return text
    }
}
