import CSV
import Testing

@Suite("CSV encoding") struct CSVEncodingTests {
    private func encoding(_ bytes: [UInt8]) throws -> CSVEncoding { try CSVEncoding.of(bytes.span) }

    @Test("UTF-8 where all of it is, otherwise Windows-1252")
    func detection() throws {
        #expect(try encoding([]) == .utf8)
        #expect(try encoding(Array("name\nÅsa €\n".utf8)) == .utf8)
        #expect(try encoding([0x4D, 0xFC, 0x6C]) == .windows1252)
        #expect(try encoding(Array("Åsa\n".utf8) + [0xE9]) == .windows1252, "one byte decides for the whole file")
        #expect(try encoding([0xED, 0xA0, 0x80]) == .windows1252, "a surrogate is no UTF-8")
    }

    @Test("UTF-16 is named, not misread")
    func utf16() {
        for bytes: [UInt8] in [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] {
            #expect(throws: CSVError.unsupportedEncoding) { try encoding(bytes) }
        }
    }

    @Test("Windows-1252 has characters of its own where Latin-1 has none")
    func windows1252() {
        let bytes: [UInt8] = Array("n\n".utf8) + [0x80, 0x8E, 0x93, 0x94, 0x9F, 0xA0, 0xDF, 0xFF, 0x81]
        #expect(Table([bytes], encoding: .windows1252).fields == [["n"], ["€Ž“”Ÿ\u{A0}ßÿ\u{81}"]])
    }

    @Test("every byte becomes one character, and no two the same")
    func bijective() {
        let bytes = (UInt8.min ... .max).filter { ![0x00, 0x0A, 0x0D, 0x22].contains($0) }
        let table = Table([Array("n\n\"".utf8) + bytes + Array("\"".utf8)], encoding: .windows1252)
        #expect(Set(table.fields[1][0].unicodeScalars).count == bytes.count)
    }
}
