import Calls
import Telemetry
import Transport

/// All that a call needs of the world around it; the same for every call.
struct BridgeEnvironment: Sendable {
    let settings: BridgeSettings
    let store: any CallStore
    let live: LiveCalls
    let services: any VendorServices
    let tls: TLSContext?
    let ids: IDSource
    let clock: BridgeClock
    let telemetry: BridgeTelemetry
    let log: Log
}
