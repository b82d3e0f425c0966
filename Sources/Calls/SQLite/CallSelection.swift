import FoundationEssentials

/// A `CallQuery` as SQL. One condition leads, the one that leaves fewest calls, and its index gives them in order; the
/// others are marked with a plus, by which SQLite knows not to use theirs.
struct CallSelection {
    /// Numbers are given when calls are written and identifiers a moment before: calls written at the same time may have
    /// them in another order. Between two such lie never as many calls as this.
    private static let disorder = 1024

    private(set) var sql = ""
    private(set) var values: [Statement.Value] = []

    /// - Parameter columns: what is read of each call.
    init(_ query: CallQuery, columns: String) {
        if let text = query.text { search(text, query, columns) } else { list(query, columns) }
    }

    // MARK: Without text

    private mutating func list(_ query: CallQuery, _ columns: String) {
        var conditions = filters(query, leading: Self.leader(of: query)) + range(query)
        if let after = query.after { conditions.append("id < \(bind(.text(after.hex)))") }
        sql = """
            SELECT \(columns) FROM calls WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id DESC LIMIT \(bind(.integer(Int64(query.limit) + 1)))
            """
    }

    private enum Filter { case lead, phoneNumber, agent, status, origin, direction, user }

    private static func leader(of query: CallQuery) -> Filter {
        if query.leadID != nil { return .lead }
        if query.phoneNumber != nil { return .phoneNumber }
        if query.agentID != nil { return .agent }
        if query.status != nil { return .status }
        if query.origin != nil { return .origin }
        return query.direction == nil ? .user : .direction
    }

    /// What is asked for; all but the leading conditions with a plus. No leader marks all.
    private mutating func filters(_ query: CallQuery, leading leader: Filter?) -> [String] {
        // The indexes of agents and leads do not begin with the user.
        let isUserLeading = leader != nil && leader != .lead && leader != .agent
        var conditions = ["\(isUserLeading ? "" : "+")calls.user_id = \(bind(.text(query.userID.hex)))"]
        let columns: [(Filter, String, String?)] = [
            (.lead, "lead_id", query.leadID?.hex), (.phoneNumber, "phone_number", query.phoneNumber),
            (.agent, "agent_id", query.agentID?.hex), (.status, "status", query.status?.rawValue),
            (.origin, "origin", query.origin?.rawValue), (.direction, "direction", query.direction?.rawValue),
        ]
        for (filter, column, value) in columns {
            guard let value else { continue }
            // An agent's calls have an index with the status, too.
            let leads = leader == filter || (leader == .agent && filter == .status)
            conditions.append("\(leads ? "" : "+")\(column) = \(bind(.text(value)))")
        }
        return conditions
    }

    /// A date in terms of the identifiers, which rise with it; to the millisecond by the date itself.
    private mutating func range(_ query: CallQuery) -> [String] {
        var conditions: [String] = []
        if let from = query.from {
            conditions.append("calls.id >= \(bind(.text(RecordID.floor(of: from).hex)))")
            conditions.append("+created_ms >= \(bind(.integer(from.milliseconds)))")
        }
        if let to = query.to {
            conditions.append("calls.id < \(bind(.text(RecordID.ceiling(of: to).hex)))")
            conditions.append("+created_ms < \(bind(.integer(to.milliseconds)))")
        }
        return conditions
    }

    // MARK: With text

    private mutating func search(_ text: String, _ query: CallQuery, _ columns: String) {
        var conditions = ["transcripts MATCH \(bind(.text(Self.match(text, query))))"]
        conditions += filters(query, leading: nil) + range(query)
        if let from = query.from {
            let number = "SELECT number FROM calls WHERE id >= \(bind(.text(RecordID.floor(of: from).hex))) ORDER BY id"
            conditions.append("transcripts.rowid >= (\(number) LIMIT 1) - \(Self.disorder)")
        }
        if let to = query.to {
            let number = "SELECT number FROM calls WHERE id < \(bind(.text(RecordID.ceiling(of: to).hex))) ORDER BY id"
            conditions.append("transcripts.rowid <= (\(number) DESC LIMIT 1) + \(Self.disorder)")
        }
        if let after = query.after {
            conditions.append("transcripts.rowid < (SELECT number FROM calls WHERE id = \(bind(.text(after.hex))))")
        }
        sql = """
            SELECT \(columns) FROM transcripts CROSS JOIN calls ON calls.number = transcripts.rowid
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY transcripts.rowid DESC LIMIT \(bind(.integer(Int64(query.limit) + 1)))
            """
    }

    /// The search in FTS5's language: every word a string of its own, in which nothing has a meaning but the quote, which
    /// is doubled. A string without a letter or digit would find nothing; it is left out, unless there is no other.
    static func match(_ text: String, _ query: CallQuery) -> String {
        let about = [query.userID, query.agentID, query.leadID].compactMap(\.self).map { "\"\($0.hex)\"" }
        // FTS5 takes NUL for the end of its input.
        let words = text.split { $0.isWhitespace || $0 == "\0" }
        let strings = words.filter { $0.contains { $0.isLetter || $0.isNumber } }.map {
            "\"" + $0.replacing("\"", with: "\"\"") + "\""
        }
        let searched = strings.isEmpty ? ["\"\""] : strings
        return "about : (\(about.joined(separator: " "))) AND text : (\(searched.joined(separator: " ")))"
    }

    private mutating func bind(_ value: Statement.Value) -> String {
        values.append(value)
        return "?\(values.count)"
    }
}
