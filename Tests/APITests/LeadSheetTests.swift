import CSV
import HTTP
import PhoneNumbers
import TestSupport
import Testing

@testable import API

@Suite("Lists of leads") struct LeadSheetTests {
    /// The rows of a list, or the error that refuses it.
    private func read(_ bytes: [UInt8], limits: CSVLimits = CSVLimits()) throws(APIError) -> [LeadSheet.Row] {
        var reader = try LeadReader(bytes, limits: limits)
        var rows: [LeadSheet.Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    private func read(_ text: String) throws(APIError) -> [LeadSheet.Row] { try read(Array(text.utf8)) }

    private func refusal(_ text: String) -> APIError? {
        do throws(APIError) {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    private func lead(
        _ line: Int, _ phone: String, name: String = "", email: String = "", notes: String = "",
        variables: [String: String] = [:]
    ) -> LeadSheet.Row {
        .lead(LeadRow(line: line, phone: phone, name: name, email: email, notes: notes, variables: variables))
    }

    // MARK: Headings

    @Test(
        "the phone column has one of a few headings, in any case and spacing",
        arguments: [
            "phone", "Phone", "PHONE", "phoneNumber", "Phone Number", "phone_number", "phone-number", " Phone  Number ",
            "number", "Number", "\u{FEFF}phone",
        ])
    func phoneHeadings(heading: String) throws {
        #expect(try read("\(heading)\n+14155550123\n") == [lead(2, "+14155550123")])
    }

    @Test("name, e-mail and notes have their headings; other columns become variables")
    func otherHeadings() throws {
        for name in ["name", "Name", "Lead Name", "leadName", "lead_name"] {
            let rows = try read(
                "phone;\(name);E-Mail;Notes;Vertrag Nr.;city;;Zip-Code\n+1;Ada;a@b.c;VIP;42; Ulm ;ignored;89073\n")
            #expect(
                rows == [
                    lead(
                        2, "+1", name: "Ada", email: "a@b.c", notes: "VIP",
                        variables: ["Vertrag_Nr": "42", "city": "Ulm", "Zip_Code": "89073"])
                ])
        }
    }

    @Test("without a phone column the error names the headings that are taken, and those that are there")
    func phoneColumnMissing() throws {
        let error = try #require(refusal("Mobile,Name\n+1,Ada\n"))
        #expect(error.status.code == 422 && error.code == "csv_phone_column_missing")
        for word in ["phone", "phoneNumber", "number", "'Mobile'", "'Name'"] {
            #expect(error.message.contains(word), "\(word): \(error.message)")
        }
    }

    @Test(
        "a header that is not clear is refused",
        arguments: [
            ("phone,Number\n", "csv_repeated_column"), ("phone,name,Lead Name\n", "csv_repeated_column"),
            ("phone,First Name,First-Name\n", "csv_repeated_column"), ("phone,system__time\n", "csv_reserved_heading"),
            ("phone,System  Time,SYSTEM__x\n", "csv_reserved_heading"), ("phone,secret__key\n", "csv_reserved_heading"),
            ("phone,№\n", "csv_heading"), ("", "csv_empty"), ("\r\n\n", "csv_empty"),
            ("phone,a\"b\n", "csv_quote_in_field"), ("phone,\"a", "csv_unterminated_quote"),
            ("\u{0}\n", "csv_nul_byte"),
        ])
    func unclearHeaders(text: String, code: String) {
        #expect(refusal(text)?.code == code)
        #expect(refusal(text)?.status.code == 422)
    }

    @Test("a heading of 64 characters is a variable's name, one of 65 is not")
    func longHeadings() throws {
        let name = String(repeating: "a", count: 64)
        #expect(try read("phone,\(name)\n+1,x\n") == [lead(2, "+1", variables: [name: "x"])])
        #expect(refusal("phone,\(name)a\n+1,x\n")?.code == "csv_heading")
    }

    // MARK: Rows

    @Test("blank rows are passed over, short ones are filled up, and lines are those of the file")
    func rows() throws {
        let rows = try read("phone,name,city\r\n\r\n +14155550123 , Ada ,\r\n,,\r\n \r\n\"+1\",\"G\r\nH\"\r\n+2\r\n")
        #expect(
            rows == [
                lead(3, "+14155550123", name: "Ada", variables: ["city": ""]),
                lead(6, "+1", name: "G\r\nH", variables: ["city": ""]), lead(8, "+2", variables: ["city": ""]),
            ])
    }

    @Test("a row that is wrong is told with its line and number, and the next is read")
    func rowErrors() throws {
        let long = String(repeating: "x", count: 513)
        let rows = try read(
            "phone,name\n,Ada\n+1,a\"b\n\"+2\"x,Ada\n+3,Ada,\n+4,Ada,more\n+5,\(long)\n+6,Grace\n")
        let errors = rows.map { row -> RowError? in
            if case .error(let error) = row { error } else { nil }
        }
        #expect(errors.map { $0?.line } == [2, 3, 4, nil, 6, 7, nil])
        #expect(errors.map { $0?.phoneNumber } == [nil, "+1", "+2x", nil, "+4", "+5", nil])
        #expect(errors.compactMap { $0 }.allSatisfy { $0.error.hasSuffix(".") })
        #expect(rows[3] == lead(5, "+3", name: "Ada") && rows[6] == lead(8, "+6", name: "Grace"))
    }

    @Test("a Windows-1252 file is read as one, and a UTF-16 file is refused with the remedy")
    func encodings() throws {
        #expect(
            try read(Array("phone;name\n+1;M".utf8) + [0xFC] + Array("ller\n".utf8)) == [lead(2, "+1", name: "Müller")])
        #expect(throws: APIError.self) { try read([0xFF, 0xFE, 0x70, 0x00]) }
    }

    @Test("limits refuse the file")
    func limits() {
        let limits = CSVLimits(rowCount: 2)
        #expect(throws: Never.self) { try read(Array("phone\n1\n2\n".utf8), limits: limits) }
        let error = #expect(throws: APIError.self) { try read(Array("phone\n1\n2\n3\n".utf8), limits: limits) }
        #expect(error?.code == "csv_too_many_rows" && error?.status.code == 422)
    }

    @Test("a list longer than one piece is read whole")
    func longList() throws {
        let count = 20_000
        let text = "phone,name\n" + (0..<count).map { "+1415555\(10_000 + $0),\"Ada, \($0)\"\n" }.joined()
        let rows = try read(text)
        #expect(rows.count == count)
        #expect(rows[count - 1] == lead(count + 1, "+141555529999", name: "Ada, 19999"))
    }

    @Test("what strangers send is read or refused", arguments: 0..<100)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text = Array("phone,Lead Name;x\tNotes\r\n\"+1415\"\"5550123\",Ada;é\r\n,,\n".utf8)
        let bytes = random.mutated(text, changes: 6)
        let rows = (try? read(bytes)) ?? []
        #expect(rows.count <= 8, "seed \(seed)")
    }

    // MARK: Doubles

    @Test("a number that stands twice is called once, however it is written")
    func doubles() throws {
        var seen = SeenNumbers()
        let country = Country("US")
        #expect(seen.note(try PhoneNumber("+14155550123", country: country), line: 2) == nil)
        #expect(seen.note(try PhoneNumber("+14155550124", country: country), line: 3) == nil)
        #expect(seen.note(try PhoneNumber("(415) 555-0123", country: country), line: 4) == 2)
        #expect(seen.note(try PhoneNumber("1 415 555 0123", country: country), line: 5) == 2)
        let row = LeadRow(line: 4, phone: "(415) 555-0123", name: "", email: "", notes: "", variables: [:])
        #expect(RowError.repeated(row, firstLine: 2).error.contains("line 2"))
    }

    // MARK: Fields of requests

    @Test("a field's number is read by the policy's country, and refused with its reason")
    func policyField() throws {
        let us = try #require(Country("US"))
        let policy = DialingPolicy(allowing: [us], defaultCountry: us)
        #expect(try policy.phoneNumber("(415) 555-0123").text == "+14155550123")
        for (text, status, code) in [
            (nil, 400, "invalid_phone_number"), ("911", 400, "invalid_phone_number"),
            ("+18765550123", 403, "number_refused"), ("+19005550123", 403, "number_refused"),
        ] as [(String?, Int, String)] {
            let error = #expect(throws: APIError.self) { try policy.phoneNumber(text) }
            #expect(error?.status.code == status && error?.code == code && error?.field == "phoneNumber")
        }
    }
}
