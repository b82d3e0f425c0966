/// Why nothing can be accepted at an address.
public enum ListenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Somebody listens there.
    case addressInUse(SocketAddress)
    /// This machine has no such address.
    case addressNotAvailable(SocketAddress)
    /// A port below 1024 without the right to it.
    case notPermitted(SocketAddress)
    /// Another failure of the system's, with its number.
    case system(operation: String, errno: Int32)

    /// One line for the operator.
    public var description: String {
        switch self {
        case .addressInUse(let address): "somebody listens on \(address) already"
        case .addressNotAvailable(let address): "this machine does not have the address \(address)"
        case .notPermitted(let address): "no permission to listen on \(address)"
        case .system(let operation, let errno): "\(operation) failed with errno \(errno)"
        }
    }
}
