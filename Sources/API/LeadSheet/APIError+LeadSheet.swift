import CSV
import HTTP

/// Why a list of leads is refused as a whole.
extension APIError {
    static func unreadable(_ error: CSVError) -> APIError {
        APIError(.unprocessableContent, "csv_\(error.kind)", "\(error)", field: "file")
    }

    static let emptySheet = APIError(
        .unprocessableContent, "csv_empty",
        "The file has no header: write the headings on its first line, \(LeadColumn.phoneHeadings) among them.",
        field: "file")

    static func malformedHeader(_ line: Int, _ fault: CSVFault) -> APIError {
        APIError(.unprocessableContent, "csv_\(fault.kind)", "Line \(line): \(fault)", field: "file")
    }

    static func phoneColumnMissing(_ headings: [String]) -> APIError {
        let list = headings.prefix(10).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
        return APIError(
            .unprocessableContent, "csv_phone_column_missing",
            "No column has the phone numbers: call one \(LeadColumn.phoneHeadings), in any case and spacing. The headings"
                + " are \(list).",
            field: "file")
    }

    static func repeatedColumn(_ column: LeadColumn, _ one: String, _ other: String) -> APIError {
        APIError(
            .unprocessableContent, "csv_repeated_column",
            "The columns '\(one.prefix(40))' and '\(other.prefix(40))' are both for \(column.label): rename or remove one.",
            field: "file")
    }

    static func headingWithoutName(_ heading: String) -> APIError {
        APIError(
            .unprocessableContent, "csv_heading",
            "The heading '\(heading.prefix(40))' makes no name for a variable: give it one with letters A to Z or digits.",
            field: "file")
    }

    static func headingTooLong(_ heading: String) -> APIError {
        APIError(
            .unprocessableContent, "csv_heading",
            "The heading '\(heading.prefix(40))…' is too long: the name of a variable has 64 characters at most.",
            field: "file")
    }

    static func reservedHeading(_ heading: String) -> APIError {
        APIError(
            .unprocessableContent, "csv_reserved_heading",
            "The heading '\(heading.prefix(40))' is reserved: names that begin with system__ or secret__ are not for"
                + " lists. Rename the column.",
            field: "file")
    }
}
