extension TwilioErrorBook {
    /// The account as a whole.
    static let accounts: [Entry] = [
        Entry(
            10001, "Account is not active",
            "The account is suspended or closed.",
            "Look at the console's first page: mostly the balance is used up."),
        Entry(
            10004, "Call concurrency limit exceeded",
            "The account has as many calls at once as it may.",
            "Wait for calls to end, or have the limit raised: it follows from the customer profile."),
        Entry(
            70004, "Key restricted",
            "The API key may not use this resource.",
            "Give the key the permission, or use the Auth Token."),
    ]

    /// Requests to the REST API.
    static let rest: [Entry] = [
        Entry(
            20001, "Invalid parameter",
            "A parameter is unknown or has a value that is not allowed.",
            "See the message."),
        Entry(
            20003, "Authentication error",
            "The account SID and the token do not belong together.",
            "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN anew from the console's first page; not the test "
                + "credentials."),
        Entry(
            20004, "Method not allowed",
            "The resource does not take this method.",
            "See that TWILIO_API_URL is right."),
        Entry(
            20005, "Account not active",
            "The account is suspended or closed.",
            "Look at the console's first page: mostly the balance is used up."),
        Entry(
            20006, "Access denied",
            "These credentials may not do that.",
            "Use the Auth Token of the account, or a key with the permission."),
        Entry(
            20008, "Test credentials",
            "The resource cannot be used with test credentials.",
            "Set the live account SID and Auth Token."),
        Entry(
            20403, "Forbidden",
            "The account may not do that.",
            "Ask Twilio's support what the account lacks."),
        Entry(
            20404, "Not found",
            "There is no such resource in this account.",
            "Mostly another account's SID, or a region that does not match TWILIO_API_URL."),
        Entry(
            20429, "Too many requests",
            "More REST requests at once than the account may make; this one was not carried out.",
            "Try again in a moment."),
        Entry(
            20500, "Internal server error",
            "Twilio failed.",
            "Try again; see status.twilio.com."),
        Entry(
            20503, "Service unavailable",
            "Twilio failed.",
            "Try again; see status.twilio.com."),
    ]

    /// Orders for calls, and orders to calls.
    static let calls: [Entry] = [
        Entry(
            21201, "No 'To' number",
            "The order names nobody to call.",
            "Give a phone number."),
        Entry(
            21205, "Invalid URL",
            "Twilio cannot use the webhook's URL.",
            "WEBHOOK_URL must be a public https address; localhost cannot work."),
        Entry(
            21206, "Invalid SendDigits",
            "The keys to press are not all keys.",
            "Use 0-9, A-D, *, #, w and W."),
        Entry(
            21208, "Invalid Timeout",
            "The ring time is out of range.",
            "Set VOICEBRIDGE_RING_SECONDS to 5 to 600."),
        Entry(
            21209, "Invalid method",
            "Callbacks are asked for by a method other than GET and POST.",
            "Use POST."),
        Entry(
            21210, "'From' number not verified",
            "The number calls come from is not this account's.",
            "Set TWILIO_PHONE_NUMBER to a number that the account owns or has verified as a caller ID."),
        Entry(
            21211, "Invalid 'To' number",
            "The number to call is none.",
            "Write it in E.164: a plus, the country's code, the number, no zero in between."),
        Entry(
            21212, "Invalid 'From' number",
            "The number calls come from is none.",
            "Set TWILIO_PHONE_NUMBER in E.164, like +14155550100."),
        Entry(
            21213, "No 'From' number",
            "The order names no number to call from.",
            "Set TWILIO_PHONE_NUMBER."),
        Entry(
            21214, "'To' number cannot be reached",
            "Twilio has no route to this number.",
            "See that the number exists; some ranges are reached by no carrier of Twilio's."),
        Entry(
            21215, "Geographic permission",
            "The account may not call this country or range.",
            "Allow the country under Voice > Settings > Geo permissions in Twilio's console."),
        Entry(
            21216, "Call blocked",
            "Twilio blocks calls to this number, or the account lacks a customer profile.",
            "Look at the console's log for the reason; calls to +1 may need an approved profile."),
        Entry(
            21217, "Number does not appear to be valid",
            "The number to call is not one that can exist.",
            "Correct it: E.164, with the right count of digits for its country."),
        Entry(
            21218, "Invalid ApplicationSid",
            "The order names an application that is not there.",
            "Leave it out."),
        Entry(
            21219, "'To' number not verified",
            "A trial account calls verified numbers only.",
            "Verify the number in the console, or upgrade the account."),
        Entry(
            21220, "Call is not in progress",
            "The call is over, or not answered yet.",
            "Nothing to do: it has ended already, or will be answered soon."),
        Entry(
            21262, "AMD status callback missing",
            "Machine detection ran and nobody was to be told.",
            "The order is not ours: another program uses this account."),
        Entry(
            21609, "Invalid StatusCallback",
            "Twilio cannot use the status callback's URL.",
            "WEBHOOK_URL must be a public https address; its host's name may have no underscore."),
        Entry(
            21626, "Invalid StatusCallbackEvent",
            "The order asks for events that are none.",
            "Please report it: the bridge should never ask so."),
    ]
}
