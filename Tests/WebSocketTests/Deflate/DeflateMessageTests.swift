import TestSupport
import Testing

@testable import WebSocket

@Suite("Compressed messages, RFC 7692 6 and 7.2")
struct DeflateMessageTests {
    private static let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]

    private func heard(
        _ bytes: [UInt8], limits: WebSocketLimits = WebSocketLimits(),
        deflate: DeflateParameters? = DeflateParameters()
    ) -> [Heard] {
        Session(bytes, role: .client, limits: limits, deflate: deflate).heard
    }

    private func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] { Wire.frame(first, payload, key: nil) }

    // MARK: Reading

    @Test("7.2.3.1: a message in one frame, and in two")
    func oneAndTwoFrames() {
        #expect(heard([0xC1, 0x07, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]) == [.text("Hello")])
        #expect(
            heard([0x41, 0x03, 0xF2, 0x48, 0xCD, 0x80, 0x04, 0xC9, 0xC9, 0x07, 0x00]) == [.text("Hello")])
    }

    @Test("7.2.3.2: a message may repeat the one before, unless no context is kept")
    func contextTakeover() {
        let again = frame(0xC1, Self.hello) + frame(0xC1, [0xF2, 0x00, 0x11, 0x00, 0x00])
        #expect(heard(again) == [.text("Hello"), .text("Hello")])
        let forgetful = DeflateParameters(server: DeflateDirection(keepsContext: false))
        #expect(heard(again, deflate: forgetful) == [.text("Hello"), .failed(.invalidCompression)])
        let twice = frame(0xC1, Self.hello) + frame(0xC1, Self.hello)
        #expect(heard(twice, deflate: forgetful) == [.text("Hello"), .text("Hello")])
    }

    @Test("7.2.3.3: a block that is not compressed")
    func storedBlock() {
        let stored: [UInt8] = [0x00, 0x05, 0x00, 0xFA, 0xFF] + Array("Hello".utf8) + [0x00]
        #expect(heard(frame(0xC1, stored)) == [.text("Hello")])
    }

    @Test("7.2.3.4: a block marked as the last ends nothing; the next message may repeat what was in it")
    func finalBlock() {
        let last: [UInt8] = [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]
        #expect(
            heard(frame(0xC1, last) + frame(0xC1, [0xF2, 0x00, 0x11, 0x00, 0x00]))
                == [.text("Hello"), .text("Hello")])
        #expect(heard(frame(0xC1, Array(last.dropLast()) + Self.hello)) == [.text("HelloHello")])
    }

    @Test("7.2.3.5: two blocks in a message")
    func twoBlocks() {
        #expect(
            heard([0xC1, 0x0D, 0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00])
                == [.text("Hello")])
    }

    @Test("7.2.3.6: an empty message")
    func empty() { #expect(heard(frame(0xC2, [0x00])) == [.binary([])]) }

    @Test("6.1: messages that are not compressed come between, and control frames between fragments")
    func mixed() {
        let bytes =
            frame(0x81, Array("plain".utf8)) + frame(0x41, Array(Self.hello[..<3])) + frame(0x89, [0x3F])
            + frame(0x00, []) + frame(0x80, Array(Self.hello[3...])) + frame(0x82, [0xFF])
        let session = Session(bytes, role: .client, deflate: DeflateParameters())
        #expect(session.heard == [.text("plain"), .text("Hello"), .binary([0xFF])])
        #expect(session.sent == Wire.frame(0x8A, [0x3F]))
    }

    @Test("6.1: RSV1 on a continuation or a control frame, or where nothing was agreed, ends the connection")
    func reservedBits() {
        let start = frame(0x41, Array(Self.hello[..<3]))
        for first in [0xC0, 0x40, 0xC8, 0xC9, 0xCA, 0xA1, 0x91, 0xF1] as [UInt8] {
            #expect(heard(start + frame(first, [])) == [.failed(.reservedBitsSet)], "\(first)")
        }
        #expect(heard(frame(0xC1, Self.hello), deflate: nil) == [.failed(.reservedBitsSet)])
    }

    @Test(
        "7.2.2: what zlib cannot inflate, and what ends inside a block, is 1007",
        arguments: [
            [0xFF], [], [0xF2], [0xF2, 0x48, 0xCD, 0xC9, 0xC9], [0x00, 0x05, 0x00, 0xFA],
            [0x00, 0x05, 0x00, 0xFA, 0xFE],
            [0xF2, 0x00, 0x11, 0x00, 0x00], [0x06],
        ] as [[UInt8]])
    func corrupt(payload: [UInt8]) {
        let session = Session(frame(0xC1, payload), role: .client, deflate: DeflateParameters())
        #expect(session.heard == [.failed(.invalidCompression)])
        #expect(session.sent == Wire.close(1007, WebSocketError.invalidCompression.description))
    }

    @Test("text is checked for UTF-8 as it is inflated, before the message has come whole")
    func badText() {
        // A stored block of FF, without the end of its message.
        #expect(heard(frame(0x41, [0x00, 0x01, 0x00, 0xFE, 0xFF, 0xFF])) == [.failed(.invalidUTF8)])
        // The first half of a character.
        #expect(heard(frame(0xC1, [0x00, 0x01, 0x00, 0xFE, 0xFF, 0xC3, 0x00])) == [.failed(.invalidUTF8)])
    }

    // MARK: Limits

    @Test("a message that inflates beyond the limit fails at the limit, not after: 16 MiB of zeros in 16 KiB")
    func bomb() {
        var sender = WebSocketProtocol(role: .server, limits: WebSocketLimits(), deflate: DeflateParameters())
        sender.sendBinary([UInt8](repeating: 0, count: 16 << 20))
        let bytes = sender.takeOutgoing()
        #expect(bytes.count < 128 << 10)
        let limits = WebSocketLimits(maximumMessageSize: 128 << 10)
        var socket = WebSocketProtocol(
            role: .client, limits: limits, deflate: DeflateParameters(), maskingKeys: .fixed(0x37FA_213D))
        socket.receive(bytes)
        #expect(socket.hearAll() == [.failed(.messageTooLarge(limit: 128 << 10))])
        #expect(socket.heldCapacity < 4 * (128 << 10))
        #expect(socket.takeOutgoing() == Wire.close(1009, "message over 131072 bytes"))
    }

    @Test("a message of exactly the limit passes, and one byte more does not")
    func exactLimit() {
        let limits = WebSocketLimits(maximumMessageSize: 1000)
        for (count, passes) in [(999, true), (1000, true), (1001, false)] {
            var random = SeededGenerator(seed: 7)
            let message = random.bytes(count)
            var sender = WebSocketProtocol(role: .server, limits: limits, deflate: DeflateParameters())
            sender.sendBinary(message)
            let expected: Heard = passes ? .binary(message) : .failed(.messageTooLarge(limit: 1000))
            #expect(heard(sender.takeOutgoing(), limits: limits) == [expected])
        }
    }

    @Test("no limit at all is a limit that can be counted with")
    func largestLimit() {
        let limits = WebSocketLimits(maximumMessageSize: .max)
        #expect(heard(frame(0xC1, Self.hello), limits: limits) == [.text("Hello")])
    }

    @Test("empty blocks without end are cut off by what frames announce")
    func emptyBlocks() {
        let limits = WebSocketLimits(maximumMessageSize: 1000)
        let blocks = [[UInt8]](repeating: [0x00, 0x00, 0x00, 0xFF, 0xFF], count: 100).flatMap(\.self)
        let bytes = frame(0x42, blocks) + [[UInt8]](repeating: frame(0x00, blocks), count: 10).flatMap(\.self)
        #expect(heard(bytes, limits: limits) == [.failed(.messageTooLarge(limit: 1000))])
    }

    // MARK: Writing

    @Test(
        "7.2.3.1, 7.2.3.2, 7.2.3.6: what is sent inflates to what it was, repeats itself, and an empty message is one byte"
    )
    func sent() {
        var socket = WebSocketProtocol(role: .server, limits: WebSocketLimits(), deflate: DeflateParameters())
        socket.sendText(Array("Hello".utf8))
        #expect(socket.takeOutgoing() == [0xC1, 0x07] + Self.hello)
        socket.sendText(Array("Hello".utf8))
        #expect(socket.takeOutgoing() == [0xC1, 0x05, 0xF2, 0x00, 0x11, 0x00, 0x00])
        socket.sendBinary([])
        #expect(socket.takeOutgoing() == [0xC2, 0x01, 0x00])
    }

    @Test("control frames are never compressed")
    func controlFrames() {
        var socket = WebSocketProtocol(role: .server, limits: WebSocketLimits(), deflate: DeflateParameters())
        socket.sendPing(Array("Hello".utf8))
        socket.receive(Wire.frame(0x89, "?"))
        #expect(socket.hearAll() == [])
        socket.sendClose(code: .normal, reason: "bye")
        let expected =
            Wire.frame(0x89, "Hello", key: nil) + Wire.frame(0x8A, "?", key: nil) + Wire.close(1000, "bye", key: nil)
        #expect(socket.takeOutgoing() == expected)
    }

    @Test("a message appended where it is sent from is the same as one that is handed over")
    func appended() {
        var one = WebSocketProtocol(role: .server, limits: WebSocketLimits(), deflate: DeflateParameters())
        var other = WebSocketProtocol(role: .server, limits: WebSocketLimits(), deflate: DeflateParameters())
        for text in ["Hello", "", "Hello, hello", String(repeating: "abc", count: 10_000)] {
            var output: [UInt8] = [0x55]
            one.sendText(into: &output) { $0.append(contentsOf: text.utf8) }
            other.sendText(Array(text.utf8))
            #expect(output == [0x55] + other.takeOutgoing())
        }
    }

    @Test("8 bits: zlib's window of 512 bytes never looks back farther than the 256 that were agreed on")
    func smallestWindow() {
        let direction = DeflateDirection(windowBits: 8)
        var sender = Deflater(direction)
        var receiver = Inflater(direction, windowBits: 8)
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("abcd".utf8)
        for length in [1, 200, 300, 600, 5000] {
            let message = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            var (compressed, inflated): ([UInt8], [UInt8]) = ([], [])
            sender.deflate(message.span, into: &compressed)
            // So little at once that zlib has its window to look back into and not the output of the same call.
            for byte in compressed {
                let error = receiver.inflate([byte].span, into: &inflated, limit: 1 << 20)
                #expect(error == nil, "seed \(seed)")
            }
            let error = receiver.finish(into: &inflated, limit: 1 << 20)
            #expect(error == nil && inflated == message, "seed \(seed)")
        }
    }

    @Test(
        "each setting of window and context carries messages of every kind and size, whole and in pieces",
        arguments: [8, 9, 12, 15], [true, false])
    func roundTrips(windowBits: Int, keepsContext: Bool) {
        let direction = DeflateDirection(windowBits: windowBits, keepsContext: keepsContext)
        let parameters = DeflateParameters(client: direction, server: direction)
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        var client = WebSocketProtocol(role: .client, limits: .large, deflate: parameters)
        var server = WebSocketProtocol(role: .server, limits: .large, deflate: parameters)
        for count in [0, 1, 5, 125, 126, 1000, 16_383, 16_384, 65_535, 65_536, 1 << 20] {
            for message in [random.bytes(count), Array(String(repeating: "Grüße, ", count: count / 9).utf8)] {
                client.sendBinary(message)
                let bytes = client.takeOutgoing()
                var (start, heard) = (0, [Heard]())
                while start < bytes.count {
                    #expect(heard.isEmpty, "seed \(seed), \(count) bytes")
                    let end = min(bytes.count, start + Int.random(in: 1...20_000, using: &random))
                    server.receive(Array(bytes[start..<end]))
                    heard += server.hearAll()
                    start = end
                }
                #expect(heard == [.binary(message)], "seed \(seed), \(count) bytes")
                server.sendText(Array("Grüße".utf8))
                client.receive(server.takeOutgoing())
                #expect(client.hearAll() == [.text("Grüße")], "seed \(seed)")
            }
        }
    }

    @Test("whole, byte by byte and cut anywhere, the events and answers are the same")
    func everySplit() {
        let bytes =
            frame(0xC1, Self.hello) + frame(0x41, Array(Self.hello[..<3])) + frame(0x89, [0x3F])
            + frame(0x80, Array(Self.hello[3...])) + frame(0x82, [1, 2]) + frame(0xC2, [0x00])
            + frame(0xC1, [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00])
            + frame(0x41, [0x00, 0x02, 0x00, 0xFD, 0xFF, 0x61, 0xFF]) + frame(0x80, [0xFF])
        let (whole, differing) = forEverySplit(of: bytes) {
            Session($0, role: .client, deflate: DeflateParameters(), end: true)
        }
        #expect(
            whole.heard == [
                .text("Hello"), .text("Hello"), .binary([1, 2]), .binary([]), .text("Hello"), .failed(.invalidUTF8),
            ])
        #expect(differing.isEmpty)
    }
}

extension WebSocketLimits {
    fileprivate static let large = WebSocketLimits(maximumMessageSize: 1 << 20)
}
