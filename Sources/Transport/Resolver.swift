import CLinux
import Glibc
import Synchronization

/// Looks names up, off the loops: `getaddrinfo` may take as long as it likes and cannot be interrupted.
final class Resolver: Sendable {
    /// Why there is no address.
    enum Failure: Error, Hashable, Sendable {
        /// The name has none.
        case nameNotFound
        /// Too many names are being looked up, or no thread can be had to do it.
        case overloaded
        /// `getaddrinfo` says otherwise: its number (`EAI_…`).
        case failed(Int32)
    }

    /// Hears the answer, on a thread of the resolver's or at once.
    typealias Answer = @Sendable (Result<[SocketAddress.Number], Failure>) -> Void

    /// For everybody.
    static let shared = Resolver()

    /// A name server that does not answer holds a thread for up to half a minute. Who asks for the same name shares the
    /// lookup, so it takes eight dead names at once to hold up a ninth.
    fileprivate static let threadLimit = 8

    /// Far more than calls are dialled at once; beyond it something is wrong, and memory has a bound.
    fileprivate static let waitingLimit = 256

    fileprivate struct State {
        var waiting: [String] = []
        var answers: [String: [Answer]] = [:]
        var threadCount = 0
    }

    private let state = Mutex(State())

    /// Finds the addresses of a name, in the order in which the system would try them.
    func resolve(_ name: String, then answer: @escaping Answer) {
        if let number = SocketAddress.Number(name) { return answer(.success([number])) }
        let decision = state.withLock { $0.take(name, answer) }
        switch decision {
        case .waits: break
        case .needsThread: startThread(for: name)
        case .refused: answer(.failure(.overloaded))
        }
    }

    private func startThread(for name: String) {
        do {
            _ = try Thread(named: "resolver") { self.work() }
        } catch {
            let answers = state.withLock { $0.giveUp(name) }
            for answer in answers { answer(.failure(.overloaded)) }
        }
    }

    private func work() {
        while let name = state.withLock({ $0.nextName() }) {
            let result = Self.lookUp(name)
            let answers = state.withLock { $0.answers.removeValue(forKey: name) ?? [] }
            for answer in answers { answer(result) }
        }
    }

    private static func lookUp(_ name: String) -> Result<[SocketAddress.Number], Failure> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        // Families that this machine has no address of are left out.
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        switch getaddrinfo(name, nil, &hints, &list) {
        case 0: break
        case EAI_NONAME: return .failure(.nameNotFound)
        case let code: return .failure(.failed(code))
        }
        defer { freeaddrinfo(list) }
        let numbers = sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }.compactMap { entry in
            entry?.pointee.ai_addr.flatMap { SocketAddress(copying: $0)?.number }
        }
        return numbers.isEmpty ? .failure(.nameNotFound) : .success(numbers)
    }
}

private extension Resolver.State {
    enum Decision {
        case waits
        case needsThread
        case refused
    }

    mutating func take(_ name: String, _ answer: @escaping Resolver.Answer) -> Decision {
        if answers[name] != nil {
            answers[name]?.append(answer)
            return .waits
        }
        guard waiting.count < Resolver.waitingLimit else { return .refused }
        answers[name] = [answer]
        waiting.append(name)
        guard threadCount < Resolver.threadLimit else { return .waits }
        threadCount += 1
        return .needsThread
    }

    /// No thread can be started for this name. Where others run they may have taken it; then they answer.
    mutating func giveUp(_ name: String) -> [Resolver.Answer] {
        threadCount -= 1
        guard let index = waiting.firstIndex(of: name) else { return [] }
        waiting.remove(at: index)
        return answers.removeValue(forKey: name) ?? []
    }

    /// The thread that finds nothing to do ends, and counts itself out.
    mutating func nextName() -> String? {
        guard waiting.isEmpty else { return waiting.removeFirst() }
        threadCount -= 1
        return nil
    }
}
