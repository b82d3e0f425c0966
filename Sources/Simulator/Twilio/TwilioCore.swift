import Telemetry
import Transport
import Twilio

/// What all calls of one simulated Twilio share.
final class TwilioCore: Sendable {
    let configuration: TwilioSimulator.Configuration
    let webhooks: WebhookSender
    let signature: RequestSignature
    let routes = PublicRoutes()
    let registry = CallRegistry()
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

    /// Closes the connections that webhooks used.
    func shutDown() async {
        await client.shutDown()
        feed.finish()
    }
}
