/// How `permessage-deflate` is offered, answered and judged in the handshake (RFC 7692, 5 and 7.1).
enum DeflateNegotiation {
    static let name = "permessage-deflate"

    private static let serverNoContext = "server_no_context_takeover"
    private static let clientNoContext = "client_no_context_takeover"
    private static let serverWindowBits = "server_max_window_bits"
    private static let clientWindowBits = "client_max_window_bits"

    /// The parameters of an offer or an answer, each known and at most once.
    private struct Parameters {
        var serverKeepsContext = true
        var clientKeepsContext = true
        var serverWindowBits: Int?
        var clientWindowBits: Int?
        /// Whether the client has said that it can be asked for a smaller window; in an answer, whether it is.
        var namesClientWindow = false

        init?(_ element: WebSocketExtension) {
            guard Set(element.parameters.map(\.name)).count == element.parameters.count else { return nil }
            for parameter in element.parameters {
                switch (parameter.name, parameter.value) {
                case (DeflateNegotiation.serverNoContext, nil):
                    serverKeepsContext = false
                case (DeflateNegotiation.clientNoContext, nil):
                    clientKeepsContext = false
                case (DeflateNegotiation.serverWindowBits, let value?):
                    guard let bits = Self.windowBits(value) else { return nil }
                    serverWindowBits = bits
                case (DeflateNegotiation.clientWindowBits, nil):
                    namesClientWindow = true
                case (DeflateNegotiation.clientWindowBits, let value?):
                    guard let bits = Self.windowBits(value) else { return nil }
                    namesClientWindow = true
                    clientWindowBits = bits
                default:
                    return nil
                }
            }
        }

        /// Digits without a leading zero, 8 to 15 (RFC 7692, 7.1.2).
        private static func windowBits(_ text: String) -> Int? {
            DeflateDirection.windowBitsRange.first { String($0) == text }
        }
    }

    // MARK: Server

    /// Answers the first offer that can be met; `nil` where there is none. An offer with a parameter that is unknown,
    /// doubled or out of range is passed over, not punished (RFC 7692, 7).
    static func answer(
        _ offers: [WebSocketExtension], _ settings: DeflateSettings
    ) -> (answer: WebSocketExtension, parameters: DeflateParameters)? {
        for offer in offers where offer.name.isSameToken(as: name) {
            guard let asked = Parameters(offer) else { continue }
            return answer(asked, settings)
        }
        return nil
    }

    private static func answer(
        _ asked: Parameters, _ settings: DeflateSettings
    ) -> (answer: WebSocketExtension, parameters: DeflateParameters) {
        let server = DeflateDirection(
            windowBits: min(settings.sending.windowBits, asked.serverWindowBits ?? 15),
            keepsContext: settings.sending.keepsContext && asked.serverKeepsContext)
        let client = DeflateDirection(
            windowBits: asked.namesClientWindow
                ? min(settings.receiving.windowBits, asked.clientWindowBits ?? 15) : 15,
            keepsContext: settings.receiving.keepsContext && asked.clientKeepsContext)
        var answer = WebSocketExtension(name: name)
        if !server.keepsContext { answer.parameters.append(.init(name: serverNoContext)) }
        if !client.keepsContext { answer.parameters.append(.init(name: clientNoContext)) }
        if asked.serverWindowBits != nil || server.windowBits < 15 {
            answer.parameters.append(.init(name: serverWindowBits, value: "\(server.windowBits)"))
        }
        // RFC 7692, 7.1.2.2: only where the client has said that it understands.
        if asked.namesClientWindow, client.windowBits < 15 {
            answer.parameters.append(.init(name: clientWindowBits, value: "\(client.windowBits)"))
        }
        return (answer, DeflateParameters(client: client, server: server))
    }

    // MARK: Client

    static func offer(_ settings: DeflateSettings) -> WebSocketExtension {
        var offer = WebSocketExtension(name: name)
        if !settings.receiving.keepsContext { offer.parameters.append(.init(name: serverNoContext)) }
        if !settings.sending.keepsContext { offer.parameters.append(.init(name: clientNoContext)) }
        if settings.receiving.windowBits < 15 {
            offer.parameters.append(.init(name: serverWindowBits, value: "\(settings.receiving.windowBits)"))
        }
        let bits = settings.sending.windowBits
        offer.parameters.append(.init(name: clientWindowBits, value: bits < 15 ? "\(bits)" : nil))
        return offer
    }

    /// What an answer to our offer comes to; `nil` where it is not an answer to it.
    static func judge(_ answer: WebSocketExtension, offered settings: DeflateSettings) -> DeflateParameters? {
        guard answer.name.isSameToken(as: name), let said = Parameters(answer),
            // The answer names a size where it names the window at all.
            !said.namesClientWindow || said.clientWindowBits != nil,
            // RFC 7692, 7.1.1.1 and 7.1.2.1: a server that accepts what we demand of it says so.
            settings.receiving.keepsContext || !said.serverKeepsContext,
            settings.receiving.windowBits == 15
                || said.serverWindowBits.map({ $0 <= settings.receiving.windowBits }) == true
        else { return nil }
        return DeflateParameters(
            client: DeflateDirection(
                windowBits: min(settings.sending.windowBits, said.clientWindowBits ?? 15),
                keepsContext: settings.sending.keepsContext && said.clientKeepsContext),
            server: DeflateDirection(
                windowBits: said.serverWindowBits ?? 15, keepsContext: said.serverKeepsContext))
    }
}
