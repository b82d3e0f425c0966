extension TwilioErrorBook {
    /// Twilio could not ask us.
    static let webhooks: [Entry] = [
        Entry(
            11200, "HTTP retrieval failure",
            "A webhook was answered with an error status, or not at all.",
            "Run 'voicebridge doctor'. 403: WEBHOOK_URL or TWILIO_AUTH_TOKEN is not what Twilio uses; 502 or "
                + "504: the proxy does not reach the bridge."),
        Entry(
            11202, "HTTP connection error",
            "The connection for a webhook failed.",
            "See that the server is up and reached from the internet at WEBHOOK_URL."),
        Entry(
            11205, "HTTP connection failure",
            "No connection, or no answer within 15 s.",
            "See that the server is up and reached from the internet at WEBHOOK_URL; a tunnel that was "
                + "restarted has a new name."),
        Entry(
            11206, "HTTP protocol violation",
            "The answer was no valid HTTP.",
            "Something other than the bridge answers at WEBHOOK_URL."),
        Entry(
            11210, "HTTP bad host name",
            "The host of the webhook's URL has no address.",
            "Correct WEBHOOK_URL, or its entry in the DNS."),
        Entry(
            11215, "HTTP too many redirects",
            "More than ten redirects followed each other.",
            "WEBHOOK_URL must be the final address: with https, and with or without www as the site has it."),
        Entry(
            11220, "SSL/TLS handshake error",
            "TLS failed at the webhook's host.",
            "TLS 1.2 or newer is needed; see the proxy's configuration."),
        Entry(
            11235, "Certificate invalid: domain mismatch",
            "The certificate is for another host.",
            "Get one for the host in WEBHOOK_URL."),
        Entry(
            11236, "Certificate expired",
            "The certificate's time is over.",
            "Renew it; the bridge takes a renewed file up by itself."),
        Entry(
            11237, "Certificate invalid: no path to a trusted root",
            "Twilio does not know who signed the certificate.",
            "Serve the whole chain, not the leaf alone, of an authority that browsers trust."),
        Entry(
            11750, "TwiML response body too large",
            "The document has more than 64 kB.",
            "The TwiML is not ours: see which URL the number calls."),
    ]

    /// Twilio did not understand a document.
    static let documents: [Entry] = [
        Entry(
            12100, "Document parse failure",
            "The answer to a voice webhook is no XML.",
            "Something other than the bridge answers: a login page of a tunnel, or an error page of a proxy."),
        Entry(
            12102, "Invalid root element",
            "The document does not begin with <Response>.",
            "Something other than the bridge answers at WEBHOOK_URL."),
        Entry(
            12200, "Schema validation warning",
            "The document has a verb or attribute that Twilio does not know.",
            "The TwiML is not ours: see which URL the number calls."),
        Entry(
            12300, "Invalid Content-Type",
            "The document's type is not XML.",
            "Something other than the bridge answers: a login page of a tunnel, or an error page of a proxy."),
        Entry(
            13420, "Play: invalid Content-Type",
            "What <Play> names is no sound.",
            "The TwiML is not ours: see which URL the number calls."),
        Entry(
            13520, "Say: invalid text",
            "<Say> has no text.",
            "The TwiML is not ours: see which URL the number calls."),
        Entry(
            15002, "Status callback expired",
            "Callbacks waited too long, because earlier ones were answered slowly.",
            "Look at the log for slow requests; the disk of VOICEBRIDGE_DATABASE may be full or slow."),
        Entry(
            15003, "Status callback: warning answer",
            "A status callback was answered with an error.",
            "403: WEBHOOK_URL or TWILIO_AUTH_TOKEN is not what Twilio uses; run 'voicebridge doctor'."),
        Entry(
            15004, "Call progress: invalid URL",
            "A redirect of a call in progress named a relative URL.",
            "The request is not ours: another program uses this account."),
    ]
}
