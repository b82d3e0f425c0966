import CLinux
import Glibc
import Synchronization

/// A thread of the system with a name and a stack of its own.
final class Thread: Sendable {
    private let handle: Mutex<pthread_t?>

    /// Starts a thread. The stack is 2 MiB of address space: JSON and TLS nest deeper than 512 KiB would forgive.
    init(
        named name: String, stackByteCount: Int = 2 << 20, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackByteCount)
        defer { pthread_attr_destroy(&attributes) }
        let main = Unmanaged.passRetained(Main(name: name, body: body))
        var created = pthread_t()
        let code = pthread_create(
            &created, &attributes,
            { argument in
                guard let argument else { return nil }
                let main = Unmanaged<Main>.fromOpaque(argument).takeRetainedValue()
                clinux_name_thread(main.name)
                main.body()
                return nil
            }, main.toOpaque())
        guard code == 0 else {
            main.release()
            throw SystemError(operation: "pthread_create", code: code)
        }
        handle = Mutex(created)
    }

    deinit {
        // Nobody waits for it any more; the system may free it as soon as it ends.
        if let thread = handle.withLock({ $0 }) { pthread_detach(thread) }
    }

    /// Waits until the thread has ended; later calls return at once.
    func join() {
        let thread = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let thread { pthread_join(thread, nil) }
    }
}

/// What a thread is handed.
private final class Main: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}
