import CSV
import TestSupport
import Testing

@Suite("CSV reader") struct CSVReaderTests {
    // MARK: RFC 4180, 2

    @Test("records and fields, with any line end, with or without one behind the last")
    func lineEnds() {
        for end in ["\r\n", "\n", "\r"] {
            for last in ["", end] {
                let table = Table("a,b\(end)1,2\(end)3,\(last)")
                #expect(table.fields == [["a", "b"], ["1", "2"], ["3", ""]], "\(end.debugDescription)")
                #expect(table.lines == [1, 2, 3] && table.error == nil)
            }
        }
    }

    @Test("a quoted field may hold separators, line ends and doubled quotes")
    func quotes() {
        let table = Table("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\"\",\"one\r\ntwo\rthree\nfour\"\r\nlast,\"\"\"\"\r\n")
        #expect(
            table.fields == [
                ["a", "b"], ["x, y", "say \"hi\""], ["", "one\r\ntwo\rthree\nfour"], ["last", "\""],
            ])
        #expect(table.lines == [1, 2, 3, 7], "a record's line is its first; CRLF is one line end, also in quotes")
        #expect(table.faults.allSatisfy { $0 == nil })
    }

    @Test("spaces belong to fields")
    func spaces() { #expect(Table(" a , b \n").fields == [[" a ", " b "]]) }

    @Test("rows may have fewer or more fields than the header")
    func ragged() { #expect(Table("a,b\n1\n1,2,3\n").fields == [["a", "b"], ["1"], ["1", "2", "3"]]) }

    // MARK: What spreadsheets make of it

    @Test("blank lines are no records, but count as lines")
    func blankLines() {
        let table = Table("\r\n\r\na,b\r\n\r\n1,2\n\n\r3,4\r\n\r\n")
        #expect(table.fields == [["a", "b"], ["1", "2"], ["3", "4"]])
        #expect(table.lines == [3, 5, 8])
        #expect(Table("").records.isEmpty && Table("\r\n\n\r").records.isEmpty)
        #expect(Table("a\n\"\"\n").fields == [["a"], [""]], "an empty field in quotes is one")
    }

    @Test("a byte order mark is passed over, once")
    func byteOrderMark() {
        #expect(Table("\u{FEFF}a,b\n1,2").fields == [["a", "b"], ["1", "2"]])
        #expect(Table("\u{FEFF}\"a\",b").fields == [["a", "b"]])
        #expect(Table("\u{FEFF}\u{FEFF}a").fields == [["\u{FEFF}a"]])
        #expect(Table([[0xEF, 0xBB]]).fields == [["\u{FFFD}"]])
        #expect(Table("\u{FEFF}").records.isEmpty)
    }

    @Test(
        "the separator is the one that the header has most of outside quotes",
        arguments: [
            ("a,b;c,d\n", ["a", "b;c", "d"]), ("a;b,c;d\n", ["a", "b,c", "d"]), ("a\tb\tc,d\n", ["a", "b", "c,d"]),
            ("\"a;b;c\",d\n", ["a;b;c", "d"]), ("a,b;c\n", ["a", "b;c"]), ("a;b\tc\n", ["a", "b\tc"]),
            ("\"x\"\";;\",a\n", ["x\";;", "a"]), ("alone\n", ["alone"]), ("\n\na;b\n", ["a", "b"]),
            ("\"two\nlines;\";b\n", ["two\nlines;", "b"]), ("5\" pipe;b\n", ["5\" pipe", "b"]),
        ])
    func separators(text: String, header: [String]) {
        #expect(Table(text).fields.first == header)
        #expect(Table(text + "1,1;1\t1").records.count == 2)
    }

    // MARK: What is malformed

    @Test("a stray quote is that row's error, and the next row is read")
    func strayQuotes() {
        let table = Table("a,b\n5\" pipe,x\n\"closed\"here,\"y, z\"\nok,ok\n")
        #expect(
            table.faults == [nil, .quoteInField(column: 1), .textAfterQuote(column: 1), nil])
        #expect(table.fields == [["a", "b"], ["5\" pipe", "x"], ["closedhere", "y, z"], ["ok", "ok"]])
        #expect(table.lines == [1, 2, 3, 4])
    }

    @Test("behind a stray quote, a quoted line end stays in its record: no part of a text is read as a row")
    func noRowOutOfText() {
        let table = Table("a,b\n\"x\"y,\"one\n+14155550123,Ada\ntwo\"\nok,ok\n")
        #expect(table.fields == [["a", "b"], ["xy", "one\n+14155550123,Ada\ntwo"], ["ok", "ok"]])
        #expect(table.lines == [1, 2, 5])
    }

    @Test("a quote that is never closed ends the reading, with the line it was opened on")
    func unterminated() {
        let table = Table("a,b\n1,2\nx,\"never\nclosed,\n")
        #expect(table.fields == [["a", "b"], ["1", "2"]])
        #expect(table.error == .unterminatedQuote(line: 3))
        #expect(Table("a\n\"one\ntwo\",\n").error == nil)
        #expect(Table("a,b\n\"one\ntwo\",\"x").error == .unterminatedQuote(line: 3))
    }

    @Test("a NUL byte is no text")
    func nul() {
        #expect(Table("a,b\n1,\u{0}2\n").error == .nulByte(line: 2))
        #expect(Table("a,b\n1,\"\n\u{0}\"\n").error == .nulByte(line: 3))
    }

    @Test("an error is final")
    func errorsAreFinal() {
        var reader = CSVReader(encoding: .utf8)
        reader.receive(Array("a\n\u{0}\nb\n".utf8).span)
        #expect(throws: Never.self) { try reader.next() }
        for _ in 0..<2 { #expect(throws: CSVError.nulByte(line: 2)) { try reader.next() } }
    }

    // MARK: Limits

    @Test("rows, columns and fields have limits")
    func limits() {
        let limits = CSVLimits(rowCount: 2, columnCount: 3, fieldByteCount: 8)
        #expect(Table("a\n1\n\n2\n", limits: limits).error == nil)
        #expect(Table("a\n1\n2\n3\n", limits: limits).error == .tooManyRows(limit: 2))
        #expect(Table("a,b\n1,2,3\n", limits: limits).error == nil)
        #expect(Table("a,b\n1,2,3,4\n", limits: limits).error == .tooManyColumns(line: 2, limit: 3))
        #expect(Table("a,b\n12345678,\"12345678\"\n", limits: limits).error == nil)
        #expect(Table("a,b\n1,\n123456789\n", limits: limits).error == .fieldTooLong(line: 3, limit: 8))
        #expect(Table("a,b\n\"1234\n\"\"78\"\n", limits: limits).error == nil)
        #expect(Table("a,b\n\"1234\n\"\"789\"\n", limits: limits).error == .fieldTooLong(line: 2, limit: 8))
        #expect(Table("123456789\n", limits: limits).error == .headerTooLong(limit: 8))
        #expect(Table("12345678\n", limits: limits).error == nil)
    }

    @Test("by default 100,000 rows of 200 columns with 64 KiB in a field are taken, and no more")
    func defaults() {
        let columns = String(repeating: "x,", count: 199) + "x\n"
        #expect(Table(columns).error == nil)
        #expect(Table(columns + "1," + columns).error == .tooManyColumns(line: 2, limit: 200))
        #expect(Table("a\n" + String(repeating: "x", count: 65536)).error == nil)
        #expect(Table("a\n" + String(repeating: "x", count: 65537)).error == .fieldTooLong(line: 2, limit: 65536))
        let rows = "a\n" + String(repeating: "1\n", count: 100_000)
        #expect(Table(rows).error == nil)
        #expect(Table(rows + "1").error == .tooManyRows(limit: 100_000))
    }

    // MARK: Splits and noise

    private static let messages = [
        "\u{FEFF}a;b\r\n\r\n\"x\r\ny\"\"z\";\"\"\r1\n\"c\"d;e\"f\r\n", "\u{FEFF}", "a,b\n1,\"2", "\r\n\r\na,\"b\n",
        "ü,é\n\"ß\",\n",
        "a,b\n1,\u{0}", "a\n123456789\n", "\"a\nb\",\"c\r", "123456789012", "a\n1\n2\n3\n4\n",
    ]

    @Test("every split gives the same records", arguments: messages)
    func splits(message: String) {
        for limits in [CSVLimits(), CSVLimits(rowCount: 2, columnCount: 2, fieldByteCount: 8)] {
            let (_, differing) = forEverySplit(of: Array(message.utf8)) { Table($0, limits: limits) }
            #expect(differing.isEmpty, "\(differing)")
        }
    }

    @Test("noise is read or refused, and pieces change nothing", arguments: 0..<200)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let message = random.mutated(Array(Self.messages[0].utf8), changes: 8)
        let limits = CSVLimits(rowCount: 3, columnCount: 3, fieldByteCount: 12)
        let whole = Table([message], encoding: .windows1252, limits: limits)
        #expect(whole == Table(message.map { [$0] }, encoding: .windows1252, limits: limits), "seed \(seed)")
        #expect(whole.fields.joined().reduce(0) { $0 + $1.unicodeScalars.count } <= message.count, "seed \(seed)")
    }

    @Test("every error and fault has its own word and a sentence")
    func sentences() {
        let errors: [CSVError] = [
            .unsupportedEncoding, .nulByte(line: 1), .unterminatedQuote(line: 1), .headerTooLong(limit: 1),
            .fieldTooLong(line: 1, limit: 1), .tooManyColumns(line: 1, limit: 1), .tooManyRows(limit: 1),
        ]
        #expect(Set(errors.map(\.kind)).count == errors.count)
        for error in errors { #expect("\(error)".hasSuffix(".")) }
        for fault in [CSVFault.quoteInField(column: 3), .textAfterQuote(column: 3)] {
            #expect("\(fault)".contains("column 3") && "\(fault)".hasSuffix("."))
        }
    }
}
