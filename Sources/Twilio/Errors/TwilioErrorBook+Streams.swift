extension TwilioErrorBook {
    /// Media streams.
    static let streams: [Entry] = [
        Entry(
            31900, "Stream - Unknown error",
            "Something failed inside Twilio.",
            "Try the call again; if it stays, ask Twilio's support with the call SID."),
        Entry(
            31901, "Stream - Connection timeout",
            "Nothing answered when Twilio opened the stream.",
            "Run 'voicebridge doctor'; look for a firewall that drops connections from the internet to the "
                + "port in the URL."),
        Entry(
            31902, "Stream - Connection refused",
            "Nothing listens at the stream's address.",
            "Start 'voicebridge serve', and the proxy or tunnel before it; WEBHOOK_URL must name the host "
                + "that they are on."),
        Entry(
            31903, "Stream - Broken pipe",
            "The connection was cut without a WebSocket close.",
            "Look in the log for a restart at that time; a proxy may reset idle or long connections: raise "
                + "its timeouts for /media."),
        Entry(
            31904, "Stream - Host unreachable",
            "The host's name has no address that the internet reaches.",
            "WEBHOOK_URL must name a public host; a private or loopback address cannot work."),
        Entry(
            31910, "Stream - SSL protocol error",
            "TLS failed: no TLS at that port, or a certificate Twilio does not trust.",
            "Use a certificate of a public authority with its whole chain, for the very host in WEBHOOK_URL; "
                + "self-signed ones are refused."),
        Entry(
            31920, "Stream - Handshake error",
            "The upgrade was answered with another status than 101.",
            "A proxy must pass 'Upgrade' and 'Connection' on (nginx: proxy_http_version 1.1); 403 means that "
                + "the signature failed: see WEBHOOK_URL and TWILIO_AUTH_TOKEN."),
        Entry(
            31921, "Stream - Close error",
            "Our side closed the stream.",
            "Usual at the end of a call that the agent ended; else the call's log has the reason."),
        Entry(
            31922, "Stream - URL schema not supported",
            "The stream's URL is not wss.",
            "WEBHOOK_URL must begin with https."),
        Entry(
            31923, "Stream - Malformed URL",
            "The stream's URL cannot be read.",
            "Correct WEBHOOK_URL."),
        Entry(
            31924, "Stream - Protocol error",
            "Twilio met a WebSocket frame that breaks RFC 6455.",
            "Mostly a proxy that compresses or rewrites frames: let /media pass unchanged."),
        Entry(
            31930, "Stream - Media buffer overflow",
            "We read too slowly; Twilio dropped the caller's sound.",
            "The machine or its link is overloaded: fewer calls at once, or more processors."),
        Entry(
            31931, "Stream - Media discarded",
            "More than ten minutes of the agent's sound waited to be played.",
            "The agent says more than fits in the call: shorten its replies."),
        Entry(
            31940, "Stream - Invalid connector",
            "The TwiML names a connector that is not there.",
            "The TwiML is not ours: see which URL the number calls."),
        Entry(
            31941, "Stream - Invalid track configuration",
            "<Connect><Stream> takes the inbound track only.",
            "The TwiML is not ours: see which URL the number calls."),
        Entry(
            31950, "Stream - Malformed message",
            "Twilio got a binary message.",
            "Something between the bridge and Twilio rewrites messages."),
        Entry(
            31951, "Stream - Invalid message",
            "Twilio got a message that does not match its schema.",
            "Please report it with the call's log: the bridge should never send one."),
        Entry(
            31953, "Stream - RTP timeout",
            "The carrier stopped sending the caller's sound.",
            "Nothing to do here; the call ends after 15 s without sound."),
    ]
}
