/// Everything that is kept: calls, and whose they are, with whom, and by whose right.
public protocol CRMStore: CallStore, CallLogStore, AgentStore, LeadStore, KeyStore, DialStore {}
