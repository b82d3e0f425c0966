import HTTP
import Transport
import Twilio

/// Obeys TwiML, verb after verb.
extension CallRunner {
    /// How a document was left.
    private enum Outcome {
        /// Its verbs have run out.
        case done
        /// The call is to end.
        case hangUp
        /// It goes on elsewhere.
        case document(PlacedCall.Document)
    }

    /// A call that redirects for ever is ended, as Twilio does after ten hops.
    private static let redirectLimit = 10

    /// Follows the order's document, and those it or REST leads to, until the call is to end.
    func followDocuments(on loop: isolated EventLoop) async {
        var next: PlacedCall.Document? = order.document
        var redirects = 0
        while let document = next, redirects <= Self.redirectLimit {
            guard let twiML = await load(document, on: loop) else { return }
            pickUp(on: loop)
            switch await obey(twiML, on: loop) {
            case .done, .hangUp: next = nil
            case .document(let document):
                next = document
                redirects += 1
            }
        }
    }

    private func load(_ document: PlacedCall.Document, on loop: isolated EventLoop) async -> TwiML? {
        switch document {
        case .text(let text):
            return parse(Array(text.utf8))
        case .url(let url, let method):
            let form = fields.voice(status: report.status)
            guard let answer = await request("twiml", form, to: url, method: method, on: loop) else {
                report.problems.append("11205 no answer from \(url)")
                return nil
            }
            return read(answer, from: url)
        }
    }

    private func read(_ answer: HTTPResponse, from url: String) -> TwiML? {
        guard (200..<300).contains(answer.status.code) else {
            report.problems.append("11200 \(url) answered \(answer.status.code)")
            return nil
        }
        let type = answer.headers["Content-Type"]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard ["text/xml", "application/xml", "text/html"].contains(type) else {
            report.problems.append("12300 invalid Content-Type '\(type)' from \(url)")
            return nil
        }
        guard answer.body.count <= 64 * 1024 else {
            report.problems.append("11750 TwiML of \(answer.body.count) bytes from \(url)")
            return nil
        }
        return parse(answer.body)
    }

    private func parse(_ body: [UInt8]) -> TwiML? {
        do throws(TwiMLError) {
            return try TwiML(parsing: body.span)
        } catch {
            report.problems.append("12100 document parse failure: \(error)")
            return nil
        }
    }

    private func obey(_ document: TwiML, on loop: isolated EventLoop) async -> Outcome {
        for verb in document.verbs {
            if let outcome = obeyCommand() { return outcome }
            if let outcome = await obey(verb, on: loop) { return outcome }
        }
        return obeyCommand() ?? .done
    }

    /// An order of REST's goes before the document.
    private func obeyCommand() -> Outcome? {
        defer { command = nil }
        switch command {
        case .end: return .hangUp
        case .redirect(let document): return .document(document)
        case nil: return nil
        }
    }

    private func obey(_ verb: TwiML.Verb, on loop: isolated EventLoop) async -> Outcome? {
        switch verb {
        case .connect(let stream):
            return await connect(stream, on: loop) ? .hangUp : nil
        case .say(let text, _, _):
            report.spoken.append(text)
            await pause(core.configuration.timing.character * text.count, on: loop)
        case .play(let url):
            report.spoken.append("<\(url)>")
        case .playDigits(let digits):
            report.spoken.append("<\(digits)>")
        case .pause(let seconds):
            await pause(.seconds(seconds), on: loop)
        case .hangup, .reject:
            return .hangUp
        case .redirect(let url, let method):
            return .document(.url(url, method: method == "GET" ? .get : .post))
        }
        return nil
    }
}
