/// Reads a small XML document into elements: tags, attributes, text, comments, CDATA and the five named escapes.
///
/// No document type and no entities of the document's own: what they could do to a reader is worse than their absence.
struct XMLReader {
    /// TwiML is three deep; ours may grow a little.
    static let depthLimit = 16

    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// The root element.
    mutating func document() throws(TwiMLError) -> XMLElement {
        if skip("<?xml ") { try skipPast("?>") }
        try skipComments()
        let root = try element(depth: 1)
        try skipComments()
        guard position == scalars.count else { throw malformed }
        return root
    }

    private mutating func element(depth: Int) throws(TwiMLError) -> XMLElement {
        guard depth <= Self.depthLimit, skip("<") else { throw malformed }
        var element = XMLElement(name: try name())
        while true {
            let hasSpace = skipWhiteSpace()
            if skip("/>") { return element }
            if skip(">") { break }
            guard hasSpace else { throw malformed }
            try attribute(of: &element)
        }
        try content(of: &element, depth: depth)
        return element
    }

    private mutating func attribute(of element: inout XMLElement) throws(TwiMLError) {
        let name = try name()
        _ = skipWhiteSpace()
        guard skip("=") else { throw malformed }
        _ = skipWhiteSpace()
        let quote: Unicode.Scalar = skip("'") ? "'" : "\""
        if quote == "\"" { guard skip("\"") else { throw malformed } }
        var value = ""
        while let scalar = current, scalar != quote {
            guard scalar != "<" else { throw malformed }
            // XML 1.0, 3.3.3: white space that is not escaped becomes a space.
            if scalar == "\t" || scalar == "\n" || scalar == "\r" {
                value += " "
                position += 1
            } else {
                value.unicodeScalars.append(try character())
            }
        }
        position += 1
        guard position <= scalars.count, element.addAttribute(name, value) else { throw malformed }
    }

    private mutating func content(of element: inout XMLElement, depth: Int) throws(TwiMLError) {
        while let scalar = current {
            if skip("</") {
                guard try name() == element.name else { throw malformed }
                _ = skipWhiteSpace()
                guard skip(">") else { throw malformed }
                return
            }
            if skip("<!--") {
                try skipPast("-->")
            } else if skip("<![CDATA[") {
                let start = position
                try skipPast("]]>")
                element.add(String(String.UnicodeScalarView(scalars[start..<position - 3])))
            } else if scalar == "<" {
                element.add(try self.element(depth: depth + 1))
            } else {
                element.add(String(try character()))
            }
        }
        throw malformed
    }

    /// One character, or what an escape stands for.
    private mutating func character() throws(TwiMLError) -> Unicode.Scalar {
        guard let scalar = current, XMLWriter.isAllowed(scalar) else { throw malformed }
        position += 1
        guard scalar == "&" else { return scalar }
        for (name, meaning) in Self.escapes where skip(name) { return meaning }
        guard skip("#") else { throw malformed }
        let radix = skip("x") ? 16 : 10
        let start = position
        try skipPast(";")
        let digits = String(String.UnicodeScalarView(scalars[start..<position - 1]))
        guard let first = digits.first, first.isHexDigit, let value = UInt32(digits, radix: radix),
            let meaning = Unicode.Scalar(value), XMLWriter.isAllowed(meaning)
        else { throw malformed }
        return meaning
    }

    private static let escapes: [(String, Unicode.Scalar)] = [
        ("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'"),
    ]
}

extension XMLReader {
    private var malformed: TwiMLError { .malformed(at: position) }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    /// An element's or attribute's name; TwiML's are letters.
    private mutating func name() throws(TwiMLError) -> String {
        let start = position
        while let scalar = current, scalar.isASCII, scalar.properties.isAlphabetic { position += 1 }
        guard position > start else { throw malformed }
        return String(String.UnicodeScalarView(scalars[start..<position]))
    }

    private mutating func skip(_ text: String) -> Bool {
        var end = position
        for scalar in text.unicodeScalars {
            guard end < scalars.count, scalars[end] == scalar else { return false }
            end += 1
        }
        position = end
        return true
    }

    private mutating func skipPast(_ text: String) throws(TwiMLError) {
        while position < scalars.count {
            if skip(text) { return }
            position += 1
        }
        throw malformed
    }

    private mutating func skipWhiteSpace() -> Bool {
        let start = position
        while let scalar = current, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
            position += 1
        }
        return position > start
    }

    private mutating func skipComments() throws(TwiMLError) {
        repeat { _ = skipWhiteSpace() } while try skipComment()
    }

    private mutating func skipComment() throws(TwiMLError) -> Bool {
        guard skip("<!--") else { return false }
        try skipPast("-->")
        return true
    }
}
