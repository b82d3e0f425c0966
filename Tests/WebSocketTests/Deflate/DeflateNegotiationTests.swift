import HTTP
import Testing

@testable import WebSocket

@Suite("Agreeing on permessage-deflate, RFC 7692 5 and 7.1")
struct DeflateNegotiationTests {
    private func extensions(_ text: String) -> [WebSocketExtension] {
        WebSocketExtension.list(in: ["Sec-WebSocket-Extensions": text]) ?? []
    }

    /// What a server answers to offers, and what it takes to be agreed.
    private func answer(_ offers: String, _ settings: DeflateSettings = DeflateSettings()) -> (
        String, DeflateParameters
    )? {
        DeflateNegotiation.answer(extensions(offers), settings).map { ($0.answer.text, $0.parameters) }
    }

    private func judge(_ answer: String, _ settings: DeflateSettings = DeflateSettings()) -> DeflateParameters? {
        extensions(answer).first.flatMap { DeflateNegotiation.judge($0, offered: settings) }
    }

    private let bare = DeflateDirection(windowBits: 9, keepsContext: false)

    @Test("a server answers an offer without parameters with none")
    func plainOffer() throws {
        let (text, parameters) = try #require(answer("permessage-deflate"))
        #expect(text == "permessage-deflate")
        #expect(parameters == DeflateParameters())
    }

    @Test(
        "a server does what the client asks of it, and says so",
        arguments: [
            ("server_no_context_takeover", "server_no_context_takeover"),
            ("client_no_context_takeover", "client_no_context_takeover"),
            ("server_max_window_bits=8", "server_max_window_bits=8"),
            ("server_max_window_bits=15", "server_max_window_bits=15"),
            ("client_max_window_bits", ""),
            ("client_max_window_bits=15", ""),
            ("client_max_window_bits=10", "client_max_window_bits=10"),
            (
                "client_max_window_bits=10; server_max_window_bits=\"11\"; client_no_context_takeover",
                "client_no_context_takeover; server_max_window_bits=11; client_max_window_bits=10"
            ),
        ])
    func obeys(asked: String, answered: String) throws {
        let (text, parameters) = try #require(answer("permessage-deflate; " + asked))
        #expect(text == "permessage-deflate" + (answered.isEmpty ? "" : "; " + answered))
        // The client takes the same from the answer as the server does.
        #expect(
            DeflateNegotiation.judge(try #require(extensions(text).first), offered: DeflateSettings()) == parameters)
    }

    @Test("a server's own wishes come on top, but a window is asked only of a client that has offered one")
    func wishes() throws {
        let settings = DeflateSettings(sending: bare, receiving: bare)
        let (all, parameters) = try #require(answer("permessage-deflate; client_max_window_bits", settings))
        #expect(
            all == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                + "server_max_window_bits=9; client_max_window_bits=9")
        #expect(parameters == DeflateParameters(client: bare, server: bare))
        let (some, less) = try #require(answer("permessage-deflate; server_max_window_bits=8", settings))
        #expect(
            some == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                + "server_max_window_bits=8")
        #expect(less.server == DeflateDirection(windowBits: 8, keepsContext: false))
        #expect(less.client == DeflateDirection(windowBits: 15, keepsContext: false))
    }

    @Test(
        "an offer with anything wrong is passed over",
        arguments: [
            "x=1", "server_no_context_takeover=1", "client_no_context_takeover=true", "server_max_window_bits",
            "server_max_window_bits=7", "server_max_window_bits=16", "server_max_window_bits=08",
            "server_max_window_bits=+9", "client_max_window_bits=1", "client_max_window_bits=99999999999999999999",
            "client_max_window_bits; client_max_window_bits=9",
            "server_no_context_takeover; server_no_context_takeover",
        ])
    func malformedOffers(parameters: String) throws {
        let offer = "permessage-deflate; " + parameters
        #expect(answer(offer) == nil)
        #expect(answer("x-other, " + offer + ", PerMessage-Deflate, permessage-deflate")?.0 == "permessage-deflate")
        #expect(judge(offer) == nil)
    }

    @Test("a client's offer says what it wants, and that it can be asked for a smaller window")
    func offers() {
        #expect(DeflateNegotiation.offer(DeflateSettings()).text == "permessage-deflate; client_max_window_bits")
        #expect(
            DeflateNegotiation.offer(DeflateSettings(sending: bare, receiving: bare)).text
                == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                + "server_max_window_bits=9; client_max_window_bits=9")
    }

    @Test("a client takes an answer that gives it less, and not one that ignores what it demanded")
    func judges() {
        #expect(judge("permessage-deflate") == DeflateParameters())
        #expect(
            judge("permessage-deflate; server_max_window_bits=9; server_no_context_takeover")
                == DeflateParameters(server: bare))
        #expect(
            judge("permessage-deflate; client_max_window_bits=9; client_no_context_takeover")
                == DeflateParameters(client: bare))
        #expect(judge("permessage-deflate; client_max_window_bits") == nil)

        let demanding = DeflateSettings(receiving: bare)
        #expect(judge("permessage-deflate", demanding) == nil)
        #expect(judge("permessage-deflate; server_no_context_takeover", demanding) == nil)
        #expect(judge("permessage-deflate; server_max_window_bits=9", demanding) == nil)
        #expect(judge("permessage-deflate; server_no_context_takeover; server_max_window_bits=10", demanding) == nil)
        #expect(
            judge("permessage-deflate; server_no_context_takeover; server_max_window_bits=8", demanding)
                == DeflateParameters(server: DeflateDirection(windowBits: 8, keepsContext: false)))
    }

    @Test("what a client does by itself it does whether or not the server repeats it")
    func hints() {
        #expect(judge("permessage-deflate", DeflateSettings(sending: bare)) == DeflateParameters(client: bare))
        #expect(
            judge("permessage-deflate; client_max_window_bits=12", DeflateSettings(sending: bare))
                == DeflateParameters(client: bare))
    }
}
