// Foundation, not FoundationEssentials: JSONSerialization is the other party.
import Foundation
import JSONWire

extension FuzzTarget {
    /// Any JSON: the verdict and the values are Foundation's.
    static let json = FuzzTarget("json", upTo: 1024) { bytes throws(FuzzFinding) in
        let ours: Result<JSONTree, JSONError>
        do throws(JSONError) {
            ours = .success(try JSONTree(whole: bytes.span))
        } catch {
            ours = .failure(error)
        }
        if case .success(let tree) = ours { try tree.judgeStrings() }
        guard isComparable(bytes) else { return }
        let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        switch (ours, theirs) {
        case (.success(let tree), let theirs?):
            try demand(tree.isSame(as: theirs), "read as Foundation reads it: \(tree), \(theirs)")
        case (.success(let tree), nil):
            try demand(tree.mayBeRefused, "taken, but not by Foundation: \(tree)")
        case (.failure(let error), _?):
            try demand(mayBeTaken(bytes, error), "refused, but not by Foundation: \(error)")
        case (.failure, nil): break
        }
    }

    /// Whether Foundation reads these bytes as UTF-8 without a mark, as we do.
    private static func isComparable(_ bytes: [UInt8]) -> Bool {
        !bytes.prefix(4).contains(0) && !bytes.starts(with: [0xEF, 0xBB, 0xBF])
            && String(validating: bytes, as: UTF8.self) != nil
    }

    /// Foundation takes a comma before the end of an array or object, and has wider limits.
    private static func mayBeTaken(_ bytes: [UInt8], _ error: JSONError) -> Bool {
        switch error {
        case .tooDeep, .tooManyMembers: true
        case .unexpectedByte(let offset):
            bytes[offset] | 0x20 == UInt8(ascii: "}") && bytes[..<offset].last { $0 > 0x20 } == UInt8(ascii: ",")
        case .unexpectedEnd: false
        }
    }
}

/// A JSON text as a tree.
private enum JSONTree: Equatable {
    case object([(key: String, value: JSONTree)])
    case array([JSONTree])
    case string(String, hadEscapes: Bool)
    case number(String)
    case boolean(Bool)
    case null

    static func == (one: JSONTree, other: JSONTree) -> Bool { "\(one)" == "\(other)" }

    init(whole text: Span<UInt8>) throws(JSONError) {
        var cursor = JSONCursor()
        try self.init(&cursor, in: text)
        try cursor.end(in: text)
    }

    private init(_ cursor: inout JSONCursor, in text: Span<UInt8>) throws(JSONError) {
        switch try cursor.kind(in: text) {
        case .object:
            var members: [(key: String, value: JSONTree)] = []
            _ = try cursor.enterObject(in: text)
            while let key = try cursor.nextKey(in: text) {
                members.append((key.text(in: text), try JSONTree(&cursor, in: text)))
            }
            self = .object(members)
        case .array:
            var elements: [JSONTree] = []
            _ = try cursor.enterArray(in: text)
            while try cursor.nextElement(in: text) { elements.append(try JSONTree(&cursor, in: text)) }
            self = .array(elements)
        case .string:
            let string = try cursor.string(in: text)
            self = .string(string?.text(in: text) ?? "", hadEscapes: string?.isEscaped ?? false)
        case .number: self = .number(JSONMembers.text(at: try cursor.value(in: text), of: text))
        case .boolean: self = .boolean(try cursor.boolean(in: text) ?? false)
        case .null:
            try cursor.skip(in: text)
            self = .null
        }
    }
}

extension JSONTree {
    /// Whether Foundation's value is this one. Of members with one name it keeps one.
    func isSame(as other: Any) -> Bool {
        switch self {
        case .object(let members):
            guard let other = other as? [String: Any] else { return false }
            guard Set(members.map(\.key)).count == members.count else { return other.count <= members.count }
            return other.count == members.count
                && members.allSatisfy { member in other[member.key].map { member.value.isSame(as: $0) } ?? false }
        case .array(let elements):
            guard let other = other as? [Any] else { return false }
            return other.count == elements.count && zip(elements, other).allSatisfy { $0.isSame(as: $1) }
        case .string(let string, _): return other as? String == string
        case .number(let digits):
            guard let number = other as? NSNumber else { return false }
            if let integer = Int(digits) { return number.intValue == integer }
            // Foundation rounds long numbers otherwise than Swift.
            guard let double = Double(digits), double.isFinite else { return true }
            return (number.doubleValue - double).magnitude <= double.magnitude * 1e-12
        case .boolean(let flag): return other as? Bool == flag
        case .null: return other is NSNull
        }
    }

    /// Foundation refuses half a surrogate pair, deeper down too, and numbers that no `Double` holds.
    var mayBeRefused: Bool {
        switch self {
        case .object(let members):
            members.contains { $0.value.mayBeRefused || $0.key.unicodeScalars.contains("\u{FFFD}") }
        case .array(let elements): elements.contains(where: \.mayBeRefused)
        case .string(let string, _): string.unicodeScalars.contains("\u{FFFD}")
        case .number(let digits): Double(digits).map { !$0.isFinite || $0.magnitude < 1e-300 } ?? true
        case .boolean, .null: false
        }
    }

    /// Every string, written and read again, is the same.
    func judgeStrings() throws(FuzzFinding) {
        switch self {
        case .object(let members):
            for member in members {
                try JSONTree.string(member.key, hadEscapes: false).judgeStrings()
                try member.value.judgeStrings()
            }
        case .array(let elements):
            for element in elements { try element.judgeStrings() }
        case .string(let string, _):
            var text: [UInt8] = []
            JSONText.appendString(string, into: &text)
            guard case .string(let again, _)? = try? JSONTree(whole: text.span) else {
                throw FuzzFinding(description: "a string written is JSON: \(string)")
            }
            try demandSame(Array(again.utf8), Array(string.utf8), "a string written again is the same")
        case .number, .boolean, .null: break
        }
    }
}
