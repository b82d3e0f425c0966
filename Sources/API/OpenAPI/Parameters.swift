import HTTP
import JSONWire

extension ListQuery {
    /// What all lists take.
    static func pageParameters(upTo most: Int = 100, usually: Int = usualLimit) -> [APIOperation.Parameter] {
        [
            .init(.query, "limit", .integer(1...most), "How many at most; \(usually) where it is not said."),
            .init(.query, "cursor", .cursor, "The `nextCursor` of the answer before."),
        ]
    }

    static let archivedParameter = APIOperation.Parameter(
        .query, "archived", .boolean, "Whether those in the archive are listed too.")

    static let phoneNumberParameter = APIOperation.Parameter(
        .query, "phoneNumber", .phoneNumber, "With this number, as people write it.")

    static func dateParameter(_ name: String, _ about: String) -> APIOperation.Parameter {
        .init(.query, name, .date, "\(about) A day in UTC, or a time with its offset.")
    }
}

extension Schema {
    /// Where a list goes on. To be given back as it is.
    static let cursor = Schema.string(pattern: #"^c1\.[0-9a-f]{24}$"#)

    /// A day or a time, from 1970 to 9999.
    static let date = Schema.any(
        of: ["date", "date-time"].map { format in
            Schema(["type": "string", "format": format, "pattern": "^(19[7-9][0-9]|[2-9][0-9]{3})-"])
        })

    /// The same, or an empty text, which says nothing.
    var orEmpty: Schema { .any(of: [self, .constant("")]) }
}

extension [String: String] {
    /// The headers of an answer that says where something new is.
    static var location: [String: String] { ["Location": "The path of the record."] }
}

extension APIError {
    /// As examples have it.
    static var conflict: APIError {
        APIError(.conflict, "conflict", "The record … has that already: change that one, or remove it first.")
    }
}
