public import FoundationEssentials

/// Where leads are kept, each user's apart. A number stands for one person.
public protocol LeadStore: Sendable {
    /// Writes a lead down. Where the user has one with this number, it takes over what is not empty; durable when it
    /// returns.
    /// - Returns: the lead as it is now, whose `id` and `createdAt` are those of the first time.
    @discardableResult
    func save(_ lead: Lead) async throws(CallStoreError) -> Lead
    /// Changes a lead of a user, undisturbed by other changes; `nil` where they have none such. Throws `conflict` where
    /// another has the number.
    func changeLead(
        _ id: RecordID, of user: RecordID, _ change: @Sendable (inout Lead) -> Void
    ) async throws(CallStoreError) -> Lead?
    /// Removes a lead, or archives one that calls name; `nil` where the user has none such.
    func removeLead(_ id: RecordID, of user: RecordID, at date: Date) async throws(CallStoreError) -> Removal?

    /// One lead, whoever's it is and be it in the archive.
    func lead(_ id: RecordID) async throws(CallStoreError) -> Lead?
    /// A user's leads, newest first, those in the archive only where asked for; with a number, those who have it.
    func leads(
        of user: RecordID, phoneNumber: String?, includingArchived: Bool, after: RecordID?, limit: Int
    ) async throws(CallStoreError) -> Page<Lead>
}
