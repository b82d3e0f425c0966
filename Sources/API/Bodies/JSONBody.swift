import HTTP
import JSONWire

/// A JSON object as it was sent, its members looked at one by one: unknown ones are ignored, and an error names the field.
/// Of two members with one name the last counts.
struct JSONBody {
    /// A member's value, as far as any endpoint has use for it.
    private enum Value {
        case null
        case string(String)
        case boolean(Bool)
        case object([String: Value])
        /// A number or an array.
        case other
    }

    /// What was said of a field.
    enum Given<Wrapped: Sendable>: Sendable {
        /// Nothing, or an empty text, which says as much.
        case nothing
        /// `null`: it is to be empty.
        case cleared
        /// A value.
        case value(Wrapped)
    }

    private let members: [String: Value]

    /// Reads a body, strictly by RFC 8259, and no deeper or larger than `JSONCursor` goes.
    init(_ bytes: [UInt8]) throws(APIError) {
        try Self.check(bytes)
        let value: Value
        do throws(JSONError) {
            var cursor = JSONCursor()
            value = try Self.value(in: bytes.span, at: &cursor)
        } catch {
            throw .malformedJSON(error)
        }
        guard case .object(let members) = value else { throw .malformedJSON("it is none.") }
        self.members = members
    }

    /// Checks that bytes are one JSON text in UTF-8. A decoder that takes more than that, or builds all it is given, sees
    /// only what passed.
    static func check(_ bytes: [UInt8]) throws(APIError) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformedJSON("it is not UTF-8.") }
        do throws(JSONError) {
            var cursor = JSONCursor()
            try cursor.skip(in: bytes.span)
            try cursor.end(in: bytes.span)
        } catch {
            throw .malformedJSON(error)
        }
    }

    private static func value(in text: Span<UInt8>, at cursor: inout JSONCursor) throws(JSONError) -> Value {
        switch try cursor.kind(in: text) {
        case .null:
            try cursor.skip(in: text)
            return .null
        case .string:
            return .string(try cursor.string(in: text)?.text(in: text) ?? "")
        case .object:
            var members: [String: Value] = [:]
            guard try cursor.enterObject(in: text) else { return .other }
            while let key = try cursor.nextKey(in: text) {
                members[key.text(in: text)] = try value(in: text, at: &cursor)
            }
            return .object(members)
        case .boolean:
            return .boolean(try cursor.boolean(in: text) ?? false)
        case .number, .array:
            try cursor.skip(in: text)
            return .other
        }
    }

    /// A text of so many characters at most, as JSON Schema counts them: Unicode's scalar values. What is too long is refused rather than cut, so that nothing is told half.
    func text(_ name: String, atMost limit: Int) throws(APIError) -> Given<String> {
        switch members[name] {
        case nil, .string(""): return .nothing
        case .null: return .cleared
        case .string(let text):
            guard text.unicodeScalars.count <= limit else { throw .fieldTooLong(name, limit: limit) }
            return .value(text)
        case .boolean, .object, .other: throw .invalidField(name, "must be a string.")
        }
    }

    /// A text that must be there.
    func required(_ name: String, atMost limit: Int) throws(APIError) -> String {
        guard case .value(let text) = try text(name, atMost: limit) else { throw .missing(name) }
        return text
    }

    /// A text that may be left out, though not emptied.
    func optional(_ name: String, atMost limit: Int) throws(APIError) -> String? {
        switch try text(name, atMost: limit) {
        case .nothing: return nil
        case .cleared: throw .invalidValue(name, "cannot be null: leave it out to let it be.")
        case .value(let text): return text
        }
    }

    /// `true` or `false`.
    func flag(_ name: String) throws(APIError) -> Given<Bool> {
        switch members[name] {
        case nil: return .nothing
        case .null: return .cleared
        case .boolean(let flag): return .value(flag)
        case .string, .object, .other: throw .invalidField(name, "must be true, false or null.")
        }
    }

    /// An object of texts, in which `null` takes a name away.
    func texts(_ name: String) throws(APIError) -> Given<[String: String?]> {
        switch members[name] {
        case nil: return .nothing
        case .null: return .cleared
        case .object(let object):
            var texts: [String: String?] = [:]
            for (key, value) in object {
                switch value {
                case .null: texts[key] = .some(nil)
                case .string(let text): texts[key] = text
                case .boolean, .object, .other: throw .invalidField("\(name).\(key)", "must be a string.")
                }
            }
            return .value(texts)
        case .string, .boolean, .other: throw .invalidField(name, "must be an object of strings.")
        }
    }
}

extension APIError {
    static func malformedJSON(_ error: JSONError) -> APIError {
        switch error {
        case .unexpectedEnd: .malformedJSON("it ends too early.")
        case .unexpectedByte(let offset): .malformedJSON("byte \(offset) does not belong there.")
        case .tooDeep: .malformedJSON("it is nested deeper than \(JSONCursor.depthLimit).")
        case .tooManyMembers: .malformedJSON("it has more than \(JSONCursor.memberLimit) members.")
        }
    }

    static func fieldTooLong(_ field: String, limit: Int) -> APIError {
        APIError(
            .unprocessableContent, "field_too_long", "'\(field)' may have \(limit) characters at most.", field: field)
    }

    static func missing(_ field: String) -> APIError { .invalidValue(field, "is missing or empty.") }
}
