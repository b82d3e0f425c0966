import FoundationEssentials
import HTTP
import Transport
import Twilio

/// Makes Twilio's requests to a bridge: signed over the public URL, sent to where that is found, 15 seconds at most.
struct WebhookSender: Sendable {
    let client: HTTPClient
    let signature: RequestSignature
    let routes: PublicRoutes

    /// Twilio's hard limit for requests about a call.
    private static let deadline = Duration.seconds(15)

    /// Sends the fields in a form, or in the query of a `GET`. A failure to connect is retried once, nothing else.
    func send(
        _ fields: [FormCoding.Field], to url: String, method: HTTPMethod
    ) async throws(WebhookFailure) -> HTTPResponse {
        let request = try request(fields, to: url, method: method)
        do throws(HTTPClientError) {
            return try await client.send(request, deadline: Self.deadline)
        } catch .connect {
            return try await retry(request)
        } catch {
            throw WebhookFailure("\(error)")
        }
    }

    private func retry(_ request: OutgoingRequest) async throws(WebhookFailure) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try await client.send(request, deadline: Self.deadline)
        } catch {
            throw WebhookFailure("\(error)")
        }
    }

    private func request(
        _ fields: [FormCoding.Field], to url: String, method: HTTPMethod
    ) throws(WebhookFailure) -> OutgoingRequest {
        let isGet = method == .get
        let signed = isGet ? Self.appending(fields, to: url) : url
        guard let address = URL(string: routes.local(signed)) else { throw WebhookFailure("no URL: \(url)") }
        var headers: HTTPHeaders = [
            "User-Agent": "TwilioProxy/1.1", "Accept": "*/*",
            "X-Twilio-Signature": signature.sign(url: signed, fields: isGet ? [] : fields),
            "I-Twilio-Idempotency-Token": UUID().uuidString.lowercased(), "X-Home-Region": "us1",
        ]
        guard !isGet else { return OutgoingRequest(.get, address, headers: headers) }
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return OutgoingRequest(.post, address, headers: headers, body: FormCoding.encode(fields))
    }

    private static func appending(_ fields: [FormCoding.Field], to url: String) -> String {
        let url = url.prefix { $0 != "#" }
        let query = String(decoding: FormCoding.encode(fields), as: UTF8.self)
        return "\(url)\(url.contains("?") ? "&" : "?")\(query)"
    }
}

/// Why a request to the bridge got no answer, in words.
struct WebhookFailure: Error {
    let words: String

    init(_ words: String) { self.words = words }
}
