import FoundationEssentials
import Transport
import Twilio

/// What all calls of one simulated Twilio share.
final class TwilioCore: Sendable {
    let configuration: TwilioSimulator.Configuration
    let webhooks: WebhookSender
    let signature: RequestSignature
    let routes = PublicRoutes()
    let registry = CallRegistry()
    let orders = OrderBook()
    let reports = ReportBook<CallReport>()
    let feed = EventFeed<SimulatedCallEvent>()
    let group: EventLoopGroup
    private let client: HTTPClient

    init(_ configuration: TwilioSimulator.Configuration, on group: EventLoopGroup) {
        self.configuration = configuration
        self.group = group
        signature = RequestSignature(authToken: configuration.authToken)
        client = HTTPClient(on: group, tls: configuration.tls)
        webhooks = WebhookSender(client: client, signature: signature, routes: routes)
    }

    /// Begins a call, which runs by itself from here on.
    func begin(_ order: PlacedCall, direction: String) -> CallResource {
        let call = CallResource(
            sid: SID.make("CA"), accountSID: configuration.accountSID, to: order.to, from: order.from,
            status: "queued", direction: direction, dateCreated: Date(), queueTime: 0, priceUnit: "USD")
        let commands = registry.add(call)
        feed.tell(.placed(callSID: call.sid, to: order.to))
        let loop = group.next()
        Task { await CallRunner.run(order, sid: call.sid, commands: commands, core: self, on: loop) }
        return call
    }

    /// What is kept of a stream, and what goes wrong on it.
    var streamSettings: StreamSession.Settings {
        StreamSession.Settings(
            recordsAudio: configuration.recordsAudio,
            lineLimit: configuration.recordsLine ? PlaybackBuffer.capacity : 0, markFaults: configuration.markFaults)
    }

    /// Ends every call and waits, no longer than that, until the last one has been reported.
    func endCalls(within limit: Duration) async {
        let calls = registry.endAll()
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for sid in calls { _ = await self.reports.ended(sid) }
            }
            tasks.addTask { try? await Task.sleep(for: limit) }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    /// Closes the connections that webhooks used.
    func shutDown() async {
        await client.shutDown()
        feed.finish()
    }
}
