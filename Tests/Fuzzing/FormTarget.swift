// Foundation, not FoundationEssentials: its percent coding is the other party.
import Foundation
import HTTP
import Twilio

extension FuzzTarget {
    /// Percent coding, forms, request targets, and the webhooks that are made of forms.
    static let form = FuzzTarget("form", upTo: 1024) { bytes throws(FuzzFinding) in
        let text = String(decoding: bytes, as: UTF8.self)
        try judgePercentCoding(text)
        if let fields = FormCoding.decode(bytes) {
            try demandSame(FormCoding.decode(FormCoding.encode(fields)), fields, "a form written again is the same")
            _ = try? VoiceRequest(fields: fields)
            _ = try? StatusCallback(fields: fields)
            _ = try? StreamStatusCallback(fields: fields)
        }
        if let target = RequestTarget(text) { try judge(target) }
    }

    private static func judgePercentCoding(_ text: String) throws(FuzzFinding) {
        // What is not UTF-8 is refused here and mended by Foundation.
        let theirs = text.removingPercentEncoding
        if let ours = PercentCoding.decode(text) {
            try demandSame(ours, theirs, "decoded as Foundation decodes")
        } else {
            try demand(theirs?.unicodeScalars.contains("\u{FFFD}") ?? true, "refused, but not by Foundation: \(text)")
        }
        let encoded = PercentCoding.encode(text)
        try demandSame(PercentCoding.decode(encoded), text, "encoded and decoded it is the same")
        try demandSame(
            encoded, text.addingPercentEncoding(withAllowedCharacters: unreserved), "encoded as Foundation encodes")
    }

    /// No segment leads out of its place, and put together again they are the same.
    static func judge(_ target: RequestTarget) throws(FuzzFinding) {
        for segment in target.segments {
            let isPlain = !segment.utf8.contains(0) && !segment.utf8.contains(UInt8(ascii: "/"))
            try demand(isPlain && segment != "." && segment != "..", "a segment that leads elsewhere: \(segment)")
        }
        let path = "/" + target.segments.map(PercentCoding.encode).joined(separator: "/")
        let again = RequestTarget(path + "?" + String(decoding: FormCoding.encode(target.query), as: UTF8.self))
        try demandSame(again?.segments, target.segments, "the segments stay")
        try demandSame(again?.query, target.query, "the query stays")
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
