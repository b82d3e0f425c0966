@testable import Transport

/// Two sessions that talk to each other, in pieces.
struct TLSPair: ~Copyable {
    var client: TLSSession
    var server: TLSSession
    private let pieceLength: Int
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []

    init(_ client: TLSContext, _ server: TLSContext, serverName: String, port: Int = 443, pieceLength: Int = 1 << 20)
        throws
    {
        let clientSession = try TLSSession(client, serverName: serverName, port: port)
        let serverSession = try TLSSession(server)
        self.client = clientSession
        self.server = serverSession
        self.pieceLength = pieceLength
    }

    /// Until both are done, or one has failed.
    mutating func shakeHands() -> TLSSession.Handshake {
        var (clientState, serverState) = (TLSSession.Handshake.needsMore, TLSSession.Handshake.needsMore)
        var nothing: [UInt8] = []
        clientState = client.shakeHands(&nothing, &toServer)
        while true {
            while !toServer.isEmpty, serverState == .needsMore {
                var piece = toServer.take(pieceLength)
                serverState = server.shakeHands(&piece, &toClient)
                if case .failed = serverState { return serverState }
            }
            while !toClient.isEmpty, clientState == .needsMore {
                var piece = toClient.take(pieceLength)
                clientState = client.shakeHands(&piece, &toServer)
                if case .failed = clientState { return clientState }
            }
            if clientState == .done, serverState == .done { return .done }
            if toServer.isEmpty, toClient.isEmpty { return .needsMore }
        }
    }

    mutating func carryToServer(_ bytes: [UInt8]) throws -> [UInt8] {
        var sealed = toServer
        try client.seal(bytes, into: &sealed)
        return server.openAll(sealed, pieceLength)
    }

    mutating func carryToClient(_ bytes: [UInt8]) throws -> [UInt8] {
        var sealed = toClient
        try server.seal(bytes, into: &sealed)
        return client.openAll(sealed, pieceLength)
    }
}

private extension Array where Element == UInt8 {
    mutating func take(_ count: Int) -> [UInt8] {
        let piece = Array(prefix(count))
        removeFirst(piece.count)
        return piece
    }
}

extension TLSSession {
    mutating func shakeHands(_ incoming: inout [UInt8], _ sealed: inout [UInt8]) -> Handshake {
        incoming.withUnsafeBytes { bytes in
            var bytes = bytes
            return handshake(&bytes, sealed: &sealed)
        }
    }

    /// Opens once, and takes out of `incoming` what was read.
    mutating func open(_ incoming: inout [UInt8], into room: inout [UInt8]) -> Opened {
        var answers: [UInt8] = []
        let (opened, left) = incoming.withUnsafeBytes { bytes in
            var bytes = bytes
            let opened = room.withUnsafeMutableBytes { open(&bytes, into: $0, sealed: &answers) }
            return (opened, bytes.count)
        }
        incoming.removeFirst(incoming.count - left)
        return opened
    }

    mutating func openAll(_ sealed: [UInt8], _ pieceLength: Int) -> [UInt8] {
        var (sealed, opened) = (sealed, [UInt8]())
        var room = [UInt8](repeating: 0, count: 20_000)
        while !sealed.isEmpty {
            var piece = sealed.take(pieceLength)
            while case .bytes(let count) = open(&piece, into: &room) { opened += room[..<count] }
        }
        return opened
    }

    mutating func seal(_ bytes: [UInt8], into sealed: inout [UInt8]) throws {
        try bytes.withUnsafeBytes { try seal($0, sealed: &sealed) }
    }

    /// Ends our side; a session whose connection ends without `close_notify` is not resumed.
    func sayGoodbye() {
        var sealed: [UInt8] = []
        sealEnd(sealed: &sealed)
    }
}
