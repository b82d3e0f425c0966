import API
import Calls
import Foundation
import HTTP
import Transport

/// Looks at everything that must be right for a call to come about, from this machine's disk to the way that Twilio takes
/// through the internet. It changes nothing: the webhooks it sends are about no call.
struct Doctor {
    /// What it may use.
    struct Tools: Sendable {
        let http: HTTPClient
        let tls: TLSContext?
        let group: EventLoopGroup
        /// Our clock.
        var now: @Sendable () -> Date = { Date() }
    }

    let configuration: Configuration
    let tools: Tools

    /// Everything, in the order in which to put it right.
    func examine() async -> [Checkup] {
        var checkups = [Checkup.pass("settings", "complete and well-formed")]
        checkups += await machine()
        checkups += await twilio()
        checkups += await elevenLabs()
        checkups += await publicWay()
        return checkups
    }

    /// The lines for a configuration that is wrong: nothing else can be looked at.
    static func checkups(of error: ConfigurationError) -> [Checkup] {
        error.problems.map { .fail("settings", $0, "correct it in the environment or in .env") }
    }

    /// Sends a request; what went wrong in words.
    func send(_ request: OutgoingRequest) async -> Result<HTTPResponse, Unanswered> {
        do throws(HTTPClientError) {
            return .success(try await tools.http.send(request, deadline: .seconds(10)))
        } catch {
            return .failure(Unanswered(error))
        }
    }

    /// Why a request got no answer.
    struct Unanswered: Error {
        let words: String
        let remedy: String

        init(_ error: HTTPClientError) {
            switch error {
            case .connect(.tls(let why)):
                words = "TLS failed: \(why)"
                remedy =
                    "the certificate must be of a public authority, with its chain, for this very host, and in date;"
                    + " for an authority of your own set \(Setting.caFile.name)"
            case .connect(let error):
                words = Explanation.of(error)
                remedy = "see that the host is right and reached from here: DNS, firewall, proxy"
            case .timedOut:
                words = "no answer within 10 s"
                remedy = "look for a firewall that drops connections, or a tunnel that has gone"
            case .connectionLost, .malformedAnswer, .malformedRequest, .shutDown:
                words = "\(error)"
                remedy = "see what answers there: it should be the vendor, or this server"
            }
        }
    }
}
