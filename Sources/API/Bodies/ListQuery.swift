import Calls
import FoundationEssentials
import HTTP

/// The query of a list: how much, from where on, and which filters. An unknown name is ignored, a bad value is not.
struct ListQuery {
    static let usualLimit = 20

    let target: RequestTarget

    /// How many are shown at most.
    func limit(upTo most: Int = 100, usually: Int = usualLimit) throws(APIError) -> Int {
        guard let text = text("limit") else { return usually }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw .invalidValue("limit", "must be a whole number from 1 to \(most).")
        }
        return limit
    }

    /// What the list goes on after.
    func cursor() throws(APIError) -> RecordID? {
        guard let text = text("cursor") else { return nil }
        guard text.hasPrefix(Self.cursorMark), let id = RecordID(String(text.dropFirst(Self.cursorMark.count))) else {
            throw .invalidValue("cursor", "must be the 'nextCursor' of an answer before.")
        }
        return id
    }

    /// A cursor as clients get it: to be given back as it is. Its mark tells this form from those to come.
    static func cursor(_ id: RecordID?) -> String? { id.map { cursorMark + $0.hex } }

    private static let epoch = Date(timeIntervalSince1970: 0)
    /// The last millisecond of 9999.
    private static let lastDate = Date(timeIntervalSince1970: 253_402_300_799.999)

    private static let cursorMark = "c1."

    /// An id of ours.
    func id(_ name: String) throws(APIError) -> RecordID? {
        guard let text = text(name) else { return nil }
        guard let id = RecordID(text) else { throw .invalidValue(name, "must be an id: 24 lower-case hex digits.") }
        return id
    }

    /// One of some words.
    func choice<Choice: RawRepresentable>(
        _ name: String, of words: [Choice]
    ) throws(APIError) -> Choice? where Choice.RawValue == String {
        guard let text = text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw .invalidValue(name, "must be one of \(words.map(\.rawValue).joined(separator: ", ")).")
        }
        return choice
    }

    /// `true` or `false`.
    func flag(_ name: String) throws(APIError) -> Bool {
        switch text(name) {
        case nil, "false": return false
        case "true": return true
        case .some: throw .invalidValue(name, "must be true or false.")
        }
    }

    /// A date in ISO 8601: a day in UTC, or a time with its offset.
    func date(_ name: String) throws(APIError) -> Date? {
        guard let text = text(name) else { return nil }
        // In a query a plus stands for a space, unless it is escaped; an offset has nowhere else for one.
        let plain = text.replacing(" ", with: "+")
        let styles: [Date.ISO8601FormatStyle] = [
            .init(), .init(includingFractionalSeconds: true), .init().year().month().day(),
        ]
        // What is before our time, or has more than four digits to its year, is a mistake.
        guard let date = styles.lazy.compactMap({ try? $0.parse(plain) }).first, plain.utf8.count <= 35,
            Self.isYear(plain.prefix { $0 != "-" })
        else {
            throw .invalidValue(
                name, "must be a date such as 2026-03-16 or a time such as 2026-03-16T10:00:00Z, from 1970 to 9999.")
        }
        // An offset may carry it over the edge.
        return min(max(date, Self.epoch), Self.lastDate)
    }

    private static func isYear(_ text: Substring) -> Bool {
        text.utf8.count == 4 && (1970...9999).contains(Int(text) ?? 0)
    }

    /// A text; `nil` where it is not there or empty.
    func text(_ name: String) -> String? { target.query(name).flatMap { $0.isEmpty ? nil : $0 } }
}
