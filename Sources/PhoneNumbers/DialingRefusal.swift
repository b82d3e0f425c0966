/// Why a number that is one is not dialled.
public enum DialingRefusal: Error, Hashable, Sendable {
    /// Calls to it cost extra, and whoever answers is paid.
    case premiumRate
    /// Calls to it cost extra.
    case sharedCost
    /// It follows a person at the caller's cost.
    case personalNumber
    /// It reaches a satellite telephone.
    case satellite
    /// It reaches a network that belongs to no country.
    case internationalNetwork
    /// It reaches a service, such as directory assistance, and no subscriber.
    case service
    /// The operator has forbidden what begins so.
    case refusedPrefix(String)
    /// Its country is not among those that may be called.
    case countryNotAllowed(Country, allowed: [Country])

    /// A word for programs and counters.
    public var kind: String {
        switch self {
        case .premiumRate: "premium_rate"
        case .sharedCost: "shared_cost"
        case .personalNumber: "personal_number"
        case .satellite: "satellite"
        case .internationalNetwork: "international_network"
        case .service: "service_number"
        case .refusedPrefix: "refused_prefix"
        case .countryNotAllowed: "country_not_allowed"
        }
    }
}

extension DialingRefusal: CustomStringConvertible {
    /// One sentence or two for people, with the remedy.
    public var description: String {
        switch self {
        case .premiumRate: "It is a premium-rate number. \(Self.never)"
        case .sharedCost: "It is a shared-cost number. \(Self.never)"
        case .personalNumber: "It is a personal number, which costs extra. \(Self.never)"
        case .satellite: "It is a satellite telephone. \(Self.never)"
        case .internationalNetwork: "It belongs to an international network and to no country. \(Self.never)"
        case .service: "It reaches a service and no subscriber. \(Self.never)"
        case .refusedPrefix(let prefix):
            "Numbers that begin with \(prefix) are refused here. Give another number, or take that out of "
                + "VOICEBRIDGE_REFUSED_PREFIXES."
        case .countryNotAllowed(let country, []):
            "It is in \(country), and no country may be called: add it to VOICEBRIDGE_ALLOWED_COUNTRIES."
        case .countryNotAllowed(let country, let allowed):
            "It is in \(country), and only \(allowed.map(\.code).joined(separator: ", ")) may be called. Give a number"
                + " there, or add \(country) to VOICEBRIDGE_ALLOWED_COUNTRIES."
        }
    }

    private static let never = "Such numbers are never dialled: give an ordinary one."
}
