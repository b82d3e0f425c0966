import Calls
import Telemetry

/// A lead in JSON. Every key is always there.
struct LeadView: Encodable {
    let _id: String
    let userId: String
    let name: String
    let phoneNumber: String
    let email: String
    let notes: String
    @InOrder var variables: [String: String]
    let createdAt: String
    let updatedAt: String
    /// Since when it is not listed any more.
    @OrNull var archivedAt: String?

    init(_ lead: Lead) {
        _id = lead.id.hex
        userId = lead.userID.hex
        name = lead.name
        phoneNumber = lead.phoneNumber
        email = lead.email
        notes = lead.notes
        variables = lead.variables
        createdAt = Timestamp.text(lead.createdAt)
        updatedAt = Timestamp.text(lead.updatedAt)
        archivedAt = lead.archivedAt.map(Timestamp.text)
    }
}
