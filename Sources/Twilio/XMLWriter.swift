/// Writes XML 1.0, as much of it as TwiML needs.
struct XMLWriter {
    /// Left out where the value is `nil`.
    typealias Attribute = (name: String, value: String?)

    /// What was written so far; nothing may stand before the declaration.
    private(set) var text = #"<?xml version="1.0" encoding="UTF-8"?>"#

    /// Writes a start tag.
    mutating func open(_ name: String, _ attributes: [Attribute] = []) {
        tag(name, attributes, end: ">")
    }

    /// Writes an end tag.
    mutating func close(_ name: String) {
        text += "</\(name)>"
    }

    /// Writes an element without elements in it.
    mutating func element(_ name: String, _ attributes: [Attribute] = [], text content: String? = nil) {
        guard let content else { return tag(name, attributes, end: "/>") }
        open(name, attributes)
        appendEscaped(content)
        close(name)
    }

    private mutating func tag(_ name: String, _ attributes: [Attribute], end: String) {
        text += "<\(name)"
        for case (let name, let value?) in attributes {
            text += " \(name)=\""
            appendEscaped(value)
            text += "\""
        }
        text += end
    }

    private mutating func appendEscaped(_ content: String) {
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&apos;"
            // A reader turns these into spaces in an attribute, and a carriage return into a line feed anywhere.
            case "\t", "\n", "\r": text += "&#\(scalar.value);"
            case _ where Self.isAllowed(scalar): text.unicodeScalars.append(scalar)
            default: break
            }
        }
    }

    /// XML 1.0, 2.2: these characters may stand in a document; others not even escaped.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
        default: false
        }
    }
}
