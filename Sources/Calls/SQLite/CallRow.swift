import FoundationEssentials

/// A call as a row of `calls`: its columns in the one order that reading and writing share.
enum CallRow {
    static let columns = """
        id, agent_id, elevenlabs_agent_id, lead_id, phone_number, from_number, direction, origin, created_ms, \
        updated_ms, twilio_call_sid, conversation_id, status, duration, end_reason, end_detail, frames, answered_by, \
        user_id, cost_per_minute
        """

    /// How many they are: what is read beside them has the next place.
    static let columnCount: Int32 = 20

    static let insert = """
        INSERT INTO calls (\(columns), number)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
            (SELECT coalesce(max(number), 0) + 1 FROM calls))
        RETURNING number
        """

    /// What events may change, and the call they change.
    static let update = """
        UPDATE calls SET updated_ms = ?2, twilio_call_sid = ?3, conversation_id = ?4, status = ?5, duration = ?6,
            end_reason = ?7, end_detail = ?8, frames = ?9, answered_by = ?10
        WHERE id = ?1
        """

    static func insertValues(_ call: CallRecord) throws(CallStoreError) -> [Statement.Value] {
        [
            .text(call.id.hex), .init(call.agentID), .text(call.elevenLabsAgentID), .init(call.leadID),
            .text(call.phoneNumber), .text(call.fromNumber), .text(call.direction.rawValue),
            .text(call.origin.rawValue), .integer(call.createdAt.milliseconds),
        ] + (try updateValues(call).dropFirst()) + [.text(call.userID.hex), .init(call.costPerMinute)]
    }

    static func updateValues(_ call: CallRecord) throws(CallStoreError) -> [Statement.Value] {
        [
            .text(call.id.hex), .integer(call.updatedAt.milliseconds), .init(call.twilioCallSID),
            .init(call.conversationID), .text(call.status.rawValue), .init(call.duration),
            .init(call.endReason?.rawValue), .init(call.endDetail), .init(try text(of: call.frames)),
            .init(call.answeredBy),
        ]
    }

    static func read(_ row: borrowing Statement) throws(CallStoreError) -> CallRecord {
        guard let direction = CallRecord.Direction(rawValue: row.text(6)),
            let origin = CallRecord.Origin(rawValue: row.text(7)),
            let status = CallStatus(rawValue: row.text(12))
        else { throw .unreadable("call \(row.text(0))") }
        var call = CallRecord(
            id: try row.recordID(0), userID: try row.recordID(18), agentID: try row.optionalRecordID(1),
            elevenLabsAgentID: row.text(2), leadID: try row.optionalRecordID(3), phoneNumber: row.text(4),
            fromNumber: row.text(5), direction: direction, origin: origin,
            costPerMinute: row.optionalInteger(19).map { Money(millionths: $0) },
            createdAt: Date(milliseconds: row.integer(8)))
        call.updatedAt = Date(milliseconds: row.integer(9))
        call.twilioCallSID = row.optionalText(10)
        call.conversationID = row.optionalText(11)
        call.status = status
        call.duration = row.optionalInteger(13).map { Int($0) }
        call.endReason = row.optionalText(14).flatMap(CallEndReason.init(rawValue:))
        call.endDetail = row.optionalText(15)
        call.frames = try frames(in: row)
        call.answeredBy = row.optionalText(17)
        return call
    }

    private static func text(of frames: FrameCounts?) throws(CallStoreError) -> String? {
        guard let frames else { return nil }
        guard let bytes = try? JSONEncoder().encode(frames) else { throw .unreadable("frames") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func frames(in row: borrowing Statement) throws(CallStoreError) -> FrameCounts? {
        guard let text = row.optionalText(16) else { return nil }
        guard let frames = FrameCounts(reading: text.utf8.span) else { throw .unreadable("frames") }
        return frames
    }
}

extension Statement.Value {
    /// In millionths.
    init(_ money: Money?) { self = money.map { .integer($0.millionths) } ?? .null }
}

extension Date {
    /// Whole milliseconds since 1970, to the nearest.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
