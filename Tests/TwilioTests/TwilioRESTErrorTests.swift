import HTTP
import Testing
import Twilio

@Suite struct TwilioRESTErrorTests {
    @Test("without Twilio's JSON the status speaks", arguments: ["", "<html>", "[]", "{}", #"{"code":"x"}"#])
    func fallsBack(_ body: String) {
        let error = TwilioRESTError(response: HTTPResponse(HTTPStatus(code: 503), body: Array(body.utf8)))
        #expect(error == TwilioRESTError(status: 503, code: nil, message: "Twilio answered with HTTP status 503."))
    }

    @Test("the status is the answer's, whatever its body says")
    func status() {
        let body = Array(#"{"code":20003,"message":"Authenticate","detail":"no","status":200}"#.utf8)
        let error = TwilioRESTError(response: HTTPResponse(.unauthorized, body: body))
        #expect(error == TwilioRESTError(status: 401, code: 20003, message: "Authenticate"))
    }

    @Test("only too many requests are surely not carried out", arguments: [400, 401, 404, 429, 500, 503])
    func retry(_ status: Int) {
        #expect(TwilioRESTError(status: status, code: nil, message: "").isSafeToRetry == (status == 429))
    }

    @Test("an error comes back from the answer a simulator gives")
    func roundTrip() {
        let error = TwilioRESTError(status: 429, code: 20429, message: "Too Many \"Requests\"")
        #expect(TwilioRESTError(response: error.response) == error)
        #expect(error.response.headers["Content-Type"] == "application/json")
        #expect(String(decoding: error.response.body, as: UTF8.self).contains("/docs/errors/20429"))
    }
}
