@testable import JSONWire

/// A cursor with its text: `#expect` cannot take a call with a `Span` apart.
final class JSONWalk {
    let bytes: [UInt8]
    private(set) var cursor = JSONCursor()

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    convenience init(_ text: String) { self.init(Array(text.utf8)) }

    func enterObject() throws -> Bool { try read { try $0.enterObject(in: $1) } }
    func enterArray() throws -> Bool { try read { try $0.enterArray(in: $1) } }
    func nextElement() throws -> Bool { try read { try $0.nextElement(in: $1) } }
    func nextKey() throws -> String? { try read { try $0.nextKey(in: $1)?.text(in: $1) } }
    func string() throws -> JSONString? { try read { try $0.string(in: $1) } }
    func text() throws -> String? { try read { try $0.string(in: $1)?.text(in: $1) } }
    func integer() throws -> Int? { try read { try $0.integer(in: $1) } }
    func boolean() throws -> Bool? { try read { try $0.boolean(in: $1) } }
    func kind() throws -> JSONKind { try read { try $0.kind(in: $1) } }
    func value() throws -> Range<Int> { try read { try $0.value(in: $1) } }
    func skip() throws { try read { try $0.skip(in: $1) } }
    func end() throws { try read { try $0.end(in: $1) } }

    private func read<Result>(
        _ body: (inout JSONCursor, Span<UInt8>) throws -> Result
    ) throws -> Result {
        let text = bytes
        var moved = cursor
        defer { cursor = moved }
        return try body(&moved, text.span)
    }
}
