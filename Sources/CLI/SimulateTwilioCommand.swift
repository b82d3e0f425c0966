import Simulator
import Transport

/// `voicebridge simulate twilio`: a Twilio that runs here, alone.
enum SimulateTwilioCommand: Command {
    static let syntax = CommandSyntax(
        name: "simulate twilio",
        summary: "Run a simulated Twilio alone: set TWILIO_API_URL to it.",
        options: [
            .init("port", "N", "port on loopback, 0 for a free one [8082]"),
            .init("account", "SID", "the account that may place calls [\(Stage.accountSID)]"),
            .init("token", "TOKEN", "its auth token [\(Stage.authToken)]"),
            .init(
                "reach", "URL=URL", "where a public URL is really found, like https://x.example=http://127.0.0.1:8080"),
            Fixtures.option,
        ],
        notes: "Whoever is called answers and speaks the recorded dialogue. It runs until it is interrupted.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let port = try arguments.number("port", in: 0...65535, of: syntax) ?? 8082
        let script = try Fixtures.dialogue(arguments).callerScript
        let account = arguments.options["account"] ?? Stage.accountSID
        let token = arguments.options["token"] ?? Stage.authToken
        let group = EventLoopGroup(count: 1)
        let twilio = try await TwilioSimulator(
            .init(
                address: .loopback(port: port), accountSID: account, authToken: token, callee: .answers(script)),
            on: group)
        if let route = arguments.options["reach"] {
            let parts = route.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UsageError("'--reach \(route)': PUBLIC_URL=LOCAL_URL is needed", command: syntax.name)
            }
            twilio.reach(parts[0], at: parts[1])
        }
        let termination = Termination()
        print(
            """
            A simulated Twilio listens. To use it, set
              TWILIO_API_URL=\(twilio.baseURL)
              TWILIO_ACCOUNT_SID=\(account)
              TWILIO_AUTH_TOKEN=\(token)
            """)
        let news = Task {
            for await event in twilio.events() {
                if let line = SimulatorNews.line(event) { print(line) }
            }
        }
        await termination.wait()
        news.cancel()
        await twilio.stop()
        await group.shutDown()
        return 0
    }
}
