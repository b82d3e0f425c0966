/// Calls as their logs show them, each user's apart.
public protocol CallLogStore: Sendable {
    /// One call by our id; `nil` where this user has none such.
    func callLog(_ id: RecordID, of user: RecordID) async throws(CallStoreError) -> CallLog?
    /// One call by Twilio's call SID, the latest; `nil` where this user has none such.
    func callLog(twilioCallSID: String, of user: RecordID) async throws(CallStoreError) -> CallLog?
    /// A page of calls. Calls that are added meanwhile are newer, and move nothing in the pages that follow.
    func callLogs(_ query: CallQuery) async throws(CallStoreError) -> Page<CallLog>
    /// The same page of calls, each as text already.
    func listedCalls(_ query: CallQuery) async throws(CallStoreError) -> Page<ListedCall>
    /// The calls of a range, summed up.
    func analytics(_ query: AnalyticsQuery) async throws(CallStoreError) -> CallAnalytics
}
