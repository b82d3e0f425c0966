import Calls
import FoundationEssentials
import Telemetry

/// A call log as MongoDB keeps it, in its Extended JSON (v2, relaxed): ids are ObjectIds, dates are dates, money is decimal.
struct CallDocument: Encodable {
    /// `{"$oid": "…"}`.
    struct ObjectID: Encodable {
        let id: String

        init(_ id: RecordID) { self.id = id.hex }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: ExtendedKey.self)
            try container.encode(id, forKey: .oid)
        }
    }

    /// `{"$date": "2026-03-16T10:00:00.000Z"}`, in relaxed form from 1970 to 9999.
    struct MongoDate: Encodable {
        let date: Date

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: ExtendedKey.self)
            try container.encode(Timestamp.text(date), forKey: .date)
        }
    }

    /// `{"$numberDecimal": "0.1"}`.
    struct MongoDecimal: Encodable {
        let money: Money

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: ExtendedKey.self)
            try container.encode(money.text, forKey: .numberDecimal)
        }
    }

    struct Cost: Encodable {
        let totalCost: MongoDecimal
        let costPerMinute: MongoDecimal
    }

    enum ExtendedKey: String, CodingKey {
        case oid = "$oid"
        case date = "$date"
        case numberDecimal = "$numberDecimal"
    }

    let _id: ObjectID
    let userId: ObjectID
    @OrNull var agentId: ObjectID?
    @OrNull var leadId: ObjectID?
    @OrNull var elevenLabsCallId: String?
    @OrNull var conversationId: String?
    let phoneNumber: String
    let status: String
    let direction: String
    @OrNull var duration: Int?
    @OrNull var durationMinutes: Int?
    let metadata: CallFacts.Metadata
    let cost: Cost
    let transcript: [TranscriptView.Line]
    let toolCalls: [ToolCallView]
    @OrNull var endedReason: String?
    @OrNull var answeredBy: String?
    let createdAt: MongoDate
    let updatedAt: MongoDate

    init(_ log: CallLog, _ view: CallView) {
        let call = log.call
        _id = ObjectID(call.id)
        userId = ObjectID(call.userID)
        agentId = call.agentID.map(ObjectID.init)
        leadId = call.leadID.map(ObjectID.init)
        elevenLabsCallId = view.elevenLabsCallId
        conversationId = view.conversationId
        phoneNumber = view.phoneNumber
        status = view.status
        direction = view.direction
        duration = view.duration
        durationMinutes = view.durationMinutes
        metadata = view.metadata
        cost = Cost(
            totalCost: MongoDecimal(money: view.cost.totalCost.money),
            costPerMinute: MongoDecimal(money: view.cost.costPerMinute.money))
        transcript = view.transcript
        toolCalls = view.toolCalls.map { call in
            var call = call
            call.parameters = call.parameters.asDocument
            return call
        }
        endedReason = view.endedReason
        answeredBy = view.answeredBy
        createdAt = MongoDate(date: call.createdAt)
        updatedAt = MongoDate(date: call.updatedAt)
    }
}
