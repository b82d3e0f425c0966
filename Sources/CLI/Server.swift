import API
import Bridge
import COpenSSL
import Calls
import ElevenLabs
import Foundation
import Telemetry
import Transport
import Twilio

/// A bridge: a store, the live calls, the API and the relay, put together and running.
final class Server: Sendable {
    /// Where it listens, with the real port.
    let address: SocketAddress
    /// Where its calls are kept.
    let store: SQLiteStore
    /// Its calls.
    let live: LiveCalls
    /// What its relay counts.
    let telemetry: BridgeTelemetry

    /// Which process this is, to whoever asks for its health.
    private let instance: String
    private let database: String
    private let certificate: CertificateReload?
    private let log: Log
    private let group: EventLoopGroup
    private let http: HTTPServer
    private let client: HTTPClient
    private let responder: APIResponder
    private let recordings: RecordingLibrary
    private let watch: Task<Void, Never>
    private let upkeep: Task<Void, Never>

    /// Opens the database, listens, and settles calls that a crash left behind.
    ///
    /// A configuration without a public URL is reached under the address it listens on, as simulators do.
    init(_ configuration: Configuration, loops: Int? = nil, log: Log, limits: CallLimits = CallLimits()) async throws {
        let store = try SQLiteStore(path: configuration.database, rendering: .json, log: log)
        let recordings = RecordingLibrary(directory: configuration.recordings, log: log)
        try Self.prepare(recordings, configuration)
        // Before the first call: a file that grows is not to be repaired.
        await recordings.repair()
        let group = EventLoopGroup(count: loops)
        // Before the files are read, so that a change meanwhile is seen.
        certificate = CertificateFiles(configuration).map { CertificateReload($0) }
        let listenerTLS: TLSContext?
        do throws(CertificateFiles.Unusable) {
            listenerTLS = try certificate?.files.load()
        } catch {
            throw error.problem
        }
        let clientTLS = try TLSContext(clientTrusting: configuration.caFile)
        let client = HTTPClient(on: group, tls: clientTLS)
        let switchboard = Switchboard()
        let telemetry = BridgeTelemetry(log: log)
        var listener = HTTPServer.Configuration(address: configuration.listen, tls: listenerTLS)
        listener.exemptAddresses = configuration.exemptAddresses
        listener.log = log
        listener.violations = telemetry.violations
        let http = try await HTTPServer(listener, on: group, responder: switchboard, acceptor: switchboard)
        let publicURL = configuration.publicURL ?? "http://\(http.address)"

        let live = LiveCalls(makeToken: Self.token)
        let ids = IDSource()
        let telephony = configuration.telephony(publicURL: publicURL)
        let acceptor = MediaStreamAcceptor(
            settings: configuration.bridgeSettings(telephony: telephony, limits: limits, recordings: recordings),
            store: store, live: live, http: client, tls: clientTLS, ids: ids, log: log, telemetry: telemetry)
        var api = configuration.apiSettings(telephony: telephony, publicURL: publicURL)
        api.instance = Self.token()
        let responder = APIResponder(
            settings: api, store: store, live: live, http: client, ids: ids, log: log, recordings: recordings)
        let reconciler = CallReconciler(settings: api, store: store, live: live, http: client, ids: ids, log: log)

        self.instance = api.instance
        self.database = configuration.database
        self.address = http.address
        self.store = store
        self.live = live
        self.telemetry = telemetry
        self.log = log
        self.group = group
        self.http = http
        self.client = client
        self.responder = responder
        self.recordings = recordings

        await responder.resumeDialing()
        switchboard.connect(responder, acceptor)
        InstanceFile.write(instance, beside: database)
        watch = Task {
            await reconciler.settleLeftovers()
            await reconciler.watch()
        }
        upkeep = Task { await Self.purge(recordings, after: configuration.recordingDays) }
    }

    private static func microseconds(_ histogram: Histogram, _ share: Double) -> String {
        "\(Int(histogram.quantile(share) / .microseconds(1)))"
    }

    /// Where every call is to be recorded, a directory that cannot be used is found out at the start.
    private static func prepare(
        _ recordings: RecordingLibrary, _ configuration: Configuration
    ) throws(ConfigurationError) {
        guard configuration.records else { return }
        do throws(RecordingError) {
            try recordings.makeDirectory()
        } catch {
            throw ConfigurationError(problems: ["\(Setting.recordings.name) names no directory to use: \(error)"])
        }
    }

    /// Deletes what is older than it may be, now and every hour.
    private static func purge(_ recordings: RecordingLibrary, after days: Int) async {
        while !Task.isCancelled {
            await recordings.purge(olderThan: days)
            try? await Task.sleep(for: .seconds(3600))
        }
    }

    /// Serves the certificate that its files hold now, each time there is a cause to look and something has changed.
    /// Connections that are there keep theirs. One that cannot be used leaves the old one in its place.
    func reloadCertificate(_ causes: AsyncStream<CertificateReload.Cause>) async {
        guard var certificate else { return }
        for await cause in causes where certificate.isDue(cause, certificate.files.stamp()) {
            do throws(CertificateFiles.Unusable) {
                await http.replaceTLS(try certificate.files.load())
                log.info("new connections get the certificate just read", ("file", certificate.files.certificate))
            } catch {
                log.error(
                    "the certificate cannot be used; the one before stays", ("setting", error.setting.name),
                    ("reason", error.reason))
            }
        }
    }

    /// Takes no new calls, ends those that live, and closes everything.
    func stop() async {
        responder.beginDraining()
        InstanceFile.remove(instance, beside: database)
        await responder.stopDialing()
        watch.cancel()
        upkeep.cancel()
        await http.stop()
        for call in live.all() { _ = await live.hangUp(call.callID, reason: .bridgeShutdown) }
        await client.shutDown()
        await group.shutDown()
        await recordings.flush()
        log.info(
            "what the relay added", ("frames", "\(telemetry.relay.count)"),
            ("p50us", Self.microseconds(telemetry.relay, 0.5)),
            ("p99us", Self.microseconds(telemetry.relay, 0.99)), ("clears", "\(telemetry.clear.count)"),
            ("clearP50us", Self.microseconds(telemetry.clear, 0.5)),
            ("clearP99us", Self.microseconds(telemetry.clear, 0.99)))
        do throws(CallStoreError) {
            try await store.flush()
        } catch {
            log.error("the last events could not be stored", ("error", "\(error)"))
        }
    }

    /// A stream's token: 128 random bits as hex digits.
    private static func token() -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        precondition(RAND_bytes(&bytes, Int32(bytes.count)) == 1, "OpenSSL has no random numbers")
        return bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
