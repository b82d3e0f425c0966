import CSQLite
import FoundationEssentials

/// A prepared statement: made once, run many times. Values come in by parameters only.
struct Statement: ~Copyable {
    /// What a parameter takes and a column gives.
    enum Value {
        case integer(Int64)
        case text(String)
        case null

        init(_ text: String?) { self = text.map { .text($0) } ?? .null }
        init(_ integer: Int?) { self = integer.map { .integer(Int64($0)) } ?? .null }
        init(_ id: RecordID?) { self = id.map { .text($0.hex) } ?? .null }
        init(_ date: Date?) { self = date.map { .integer($0.milliseconds) } ?? .null }

        /// What identifiers must lie below: after this one in a list whose newest come first, or anywhere. No digit is as
        /// high as `g`.
        static func bound(_ id: RecordID?) -> Value { .text(id?.hex ?? "g") }
    }

    private let handle: OpaquePointer

    init(_ sql: String, on connection: borrowing Connection) throws(CallStoreError) {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else {
            throw CallStoreError(code: code, connection: connection.handle)
        }
        handle = prepared
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it for its effect.
    func run(_ values: [Value]) throws(CallStoreError) {
        try forEachRow(values) { (_: borrowing Statement) throws(CallStoreError) in }
    }

    /// What the body makes of the first row; `nil` where there is none.
    func first<Result>(
        _ values: [Value], _ body: (borrowing Statement) throws(CallStoreError) -> Result
    ) throws(CallStoreError) -> Result? {
        var result: Result?
        try forEachRow(values) { (row: borrowing Statement) throws(CallStoreError) in
            if result == nil { result = try body(row) }
        }
        return result
    }

    /// What the body makes of every row.
    func all<Result>(
        _ values: [Value], _ body: (borrowing Statement) throws(CallStoreError) -> Result
    ) throws(CallStoreError) -> [Result] {
        var results: [Result] = []
        try forEachRow(values) { (row: borrowing Statement) throws(CallStoreError) in results.append(try body(row)) }
        return results
    }

    /// Hands every row to the body.
    func forEachRow(
        _ values: [Value], _ body: (borrowing Statement) throws(CallStoreError) -> Void
    ) throws(CallStoreError) {
        defer {
            // A statement that is not reset holds its snapshot, and the WAL with it.
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try body(self)
            case SQLITE_DONE: return
            case let code: throw CallStoreError(code: code, connection: sqlite3_db_handle(handle))
            }
        }
    }

    private func bind(_ value: Value, at index: Int32) throws(CallStoreError) {
        let code =
            switch value {
            case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
            case .null: sqlite3_bind_null(handle, index)
            case .text(let text): bind(text, at: index)
            }
        guard code == SQLITE_OK else { throw CallStoreError(code: code, connection: sqlite3_db_handle(handle)) }
    }

    private func bind(_ text: String, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), voicebridge_sqlite_transient())
            }
        }
    }
}

// MARK: The current row

extension Statement {
    /// The integer in a column; zero for NULL.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// The integer in a column; `nil` for NULL.
    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// The date in a column of milliseconds; `nil` for NULL.
    func optionalDate(_ column: Int32) -> Date? { optionalInteger(column).map { Date(milliseconds: $0) } }

    /// The text in a column; empty for NULL.
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    /// The text in a column; `nil` for NULL.
    func optionalText(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes of the text in a column, without a copy; none for NULL.
    func bytes<Result>(_ column: Int32, _ body: (Span<UInt8>) -> Result) -> Result {
        let start = sqlite3_column_text(handle, column)
        return body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))).span)
    }

    /// The bytes of the text in a column; none for NULL.
    func copy(_ column: Int32) -> [UInt8] {
        let start = sqlite3_column_text(handle, column)
        return Array(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// The identifier in a column.
    func recordID(_ column: Int32) throws(CallStoreError) -> RecordID {
        guard let id = RecordID(text(column)) else { throw .unreadable("identifier \(text(column))") }
        return id
    }

    /// The identifier in a column; `nil` for NULL.
    func optionalRecordID(_ column: Int32) throws(CallStoreError) -> RecordID? {
        guard let text = optionalText(column) else { return nil }
        guard let id = RecordID(text) else { throw .unreadable("identifier \(text)") }
        return id
    }
}
