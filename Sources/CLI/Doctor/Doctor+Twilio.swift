import Foundation
import HTTP
import Transport
import Twilio

// Twilio: the account, its number, and the clock.
extension Doctor {
    func twilio() async -> [Checkup] {
        guard
            let account = configuration.twilio.map({
                TwilioAccount(accountSID: $0.accountSID, authToken: $0.authToken, apiURL: $0.apiURL)
            }), let number = configuration.twilio?.phoneNumber
        else {
            return ["twilio-account", "twilio-number", "clock"].map {
                .skipped($0, "no Twilio account is set, which \(Setting.mediaAuth.name)=none allows")
            }
        }
        switch await send(account.fetch()) {
        case .failure(let error):
            return [
                .fail("twilio-account", "Twilio cannot be reached: \(error.words)", error.remedy),
                .skipped("twilio-number", "Twilio cannot be reached"), .skipped("clock", "Twilio cannot be reached"),
            ]
        case .success(let answer):
            let judged = Self.judge(answer)
            // Who is refused as a whole would hear the same of the number.
            let owned =
                answer.status == .ok
                ? await self.number(number, of: account) : Checkup.skipped("twilio-number", "the account comes first")
            return [judged, owned, clock(against: answer)]
        }
    }

    private static func judge(_ answer: HTTPResponse) -> Checkup {
        do throws(TwilioRESTError) {
            let account = try AccountResource(answer: answer)
            guard account.status == "active" else {
                return .fail(
                    "twilio-account", "the account is \(account.status)", "look at the first page of Twilio's console")
            }
            guard account.type != "Trial" else {
                return .warning(
                    "twilio-account", "a trial account: it calls verified numbers only, and may alter media streams",
                    "upgrade it in Twilio's console")
            }
            return .pass("twilio-account", "\(account.sid) is active")
        } catch {
            return .fail("twilio-account", "Twilio refuses: \(error.message)", remedy(error))
        }
    }

    private func number(_ number: String, of account: TwilioAccount) async -> Checkup {
        switch await send(account.listNumbers(number)) {
        case .failure(let error):
            return .fail("twilio-number", "Twilio cannot be asked: \(error.words)", error.remedy)
        case .success(let answer):
            do throws(TwilioRESTError) {
                return judge(try IncomingNumber.list(answer: answer).first { $0.phoneNumber == number }, number)
            } catch {
                return .fail("twilio-number", "Twilio refuses: \(error.message)", Self.remedy(error))
            }
        }
    }

    private func judge(_ owned: IncomingNumber?, _ number: String) -> Checkup {
        guard let owned else {
            return .fail(
                "twilio-number", "\(number) is not among the account's numbers",
                "set \(Setting.twilioPhoneNumber.name) to a number that the account owns")
        }
        guard owned.capabilities?.voice != false else {
            return .fail("twilio-number", "\(number) takes no calls", "choose a number with voice")
        }
        let inbound = "\(configuration.publicURL ?? "")/api/webhooks/twilio/inbound"
        guard let voiceURL = owned.voiceURL, !voiceURL.isEmpty, voiceURL != inbound else {
            return .pass("twilio-number", "\(number) is the account's and has voice")
        }
        return .pass("twilio-number", "\(number) is the account's; who calls it is sent elsewhere, not to \(inbound)")
    }

    private static func remedy(_ error: TwilioRESTError) -> String {
        if let entry = error.code.flatMap(TwilioErrorBook.entry) { return entry.remedy }
        return "see \(Setting.twilioAccountSID.name), \(Setting.twilioAuthToken.name), \(Setting.twilioAPIURL.name)"
    }

    /// ElevenLabs' webhooks are refused five minutes before their time, certificates before theirs.
    private func clock(against answer: HTTPResponse) -> Checkup {
        guard let text = answer.headers["Date"], let date = Self.date(text) else {
            return .skipped("clock", "Twilio's answer says no time")
        }
        let seconds = Int(tools.now().timeIntervalSince(date).rounded())
        let finding = "\(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead of") Twilio's"
        guard abs(seconds) > 30 else { return .pass("clock", finding) }
        return .fail("clock", finding, "set the clock: 'timedatectl set-ntp true'")
    }

    /// RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`. Its zone is what RFC 2822 writes as `+0000`.
    private static func date(_ text: String) -> Date? {
        guard text.hasSuffix(" GMT") else { return nil }
        return TwilioDate.parse(rfc2822: text.dropLast(3) + "+0000")
    }
}
