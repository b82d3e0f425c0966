import CLinux
import Glibc

/// A non-blocking TCP socket. Its calls answer with outcomes; "not yet" is one of them and no error.
struct Socket: ~Copyable, Sendable {
    /// What reading brought.
    enum ReadOutcome: Equatable {
        /// So many bytes, at least one.
        case bytes(Int)
        /// Nothing now.
        case wouldBlock
        /// The peer sends no more.
        case end
        /// `errno`.
        case failed(Int32)
    }

    /// What became of bytes to be written.
    enum WriteOutcome: Equatable {
        /// So many were taken.
        case bytes(Int)
        /// None now.
        case wouldBlock
        /// `errno`.
        case failed(Int32)
    }

    /// What a listening socket had for us.
    enum AcceptOutcome: ~Copyable {
        /// A connection, and from where.
        case accepted(Socket, SocketAddress)
        /// None is waiting.
        case wouldBlock
        /// No descriptors or memory: `errno`. Those waiting stay where they are.
        case exhausted(Int32)
        /// `errno`.
        case failed(Int32)
    }

    /// What became of dialling.
    enum ConnectOutcome: Equatable {
        /// Connected at once.
        case connected
        /// Watch it for writing, then ask `pendingError`.
        case inProgress
        /// `errno`.
        case failed(Int32)
    }

    let descriptor: FileDescriptor

    /// A TCP socket of this family, `AF_INET` or `AF_INET6`.
    init(family: Int32) throws(SystemError) {
        let number = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemError(operation: "socket", code: errno) }
        descriptor = FileDescriptor(owning: number)
    }

    private init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// Reads what is there, at most a buffer full.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> ReadOutcome {
        while true {
            let count = recv(descriptor.number, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case let code: return .failed(code)
            }
        }
    }

    /// Writes as much as the system takes.
    func write(_ bytes: UnsafeRawBufferPointer) -> WriteOutcome {
        while true {
            let count = send(descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case let code: return .failed(code)
            }
        }
    }

    /// Takes one waiting connection.
    func accept() -> AcceptOutcome {
        while true {
            var number: Int32 = -1
            var code: Int32 = 0
            let peer = SocketAddress.filled { address, length in
                number = clinux_accept(descriptor.number, address, length)
                code = errno
            }
            guard number < 0 else {
                let socket = Socket(FileDescriptor(owning: number))
                guard let peer else { continue }
                return .accepted(socket, peer)
            }
            switch code {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(code)
            // accept(2): errors already pending on the new connection are reported here; the next one may be fine.
            case ECONNABORTED, EPERM, EPROTO, ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, ENONET, ENOPROTOOPT:
                continue
            default: return .failed(code)
            }
        }
    }

    /// Starts to connect.
    func connect(to address: SocketAddress) -> ConnectOutcome {
        let result = address.withSystemAddress { Glibc.connect(descriptor.number, $0, $1) }
        guard result != 0 else { return .connected }
        switch errno {
        // connect(2): an interrupted attempt goes on by itself.
        case EINPROGRESS, EINTR: return .inProgress
        case let code: return .failed(code)
        }
    }

    /// The error waiting on the socket, which this clears; 0 for none.
    func pendingError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    /// Sends FIN: the peer learns that no more comes.
    func shutDownWriting() { _ = shutdown(descriptor.number, Int32(SHUT_WR)) }

    /// Closing will drop what was not sent and reset the connection.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(descriptor.number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Sends small segments at once; media frames must not wait for acknowledgements.
    func setNoDelay() { try? set(tcpLevel, TCP_NODELAY) }

    /// Switches a socket option on.
    func set(_ level: Int32, _ option: Int32) throws(SystemError) {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor.number, level, option, &on, size) == 0 else {
            throw SystemError(operation: "setsockopt", code: errno)
        }
    }

    /// Takes an address for itself.
    func bind(to address: SocketAddress) throws(SystemError) {
        guard address.withSystemAddress({ Glibc.bind(descriptor.number, $0, $1) }) == 0 else {
            throw SystemError(operation: "bind", code: errno)
        }
    }

    /// Lets connections come; the system keeps so many until they are accepted.
    func listen(backlog: Int32) throws(SystemError) {
        guard Glibc.listen(descriptor.number, backlog) == 0 else {
            throw SystemError(operation: "listen", code: errno)
        }
    }

    /// Our side's address, with the real port.
    func localAddress() throws(SystemError) -> SocketAddress {
        var code: Int32 = 0
        let address = SocketAddress.filled { address, length in
            if getsockname(descriptor.number, address, length) != 0 { code = errno }
        }
        guard let address, code == 0 else { throw SystemError(operation: "getsockname", code: code) }
        return address
    }
}

/// Glibc gives the protocol numbers another type than setsockopt takes.
private let tcpLevel = Int32(IPPROTO_TCP)
