import Testing

@testable import CLI

@Suite struct DotEnvTests {
    @Test func linesAsPeopleWriteThem() throws {
        let text = """
            # a comment

            PLAIN=value
            export EXPORTED = spaced \t
            EMPTY=
            COMMENTED=before # after
            HASH=a#b
            SINGLE='as $it "stands" \\n'
            DOUBLE="two\\nlines \\"quoted\\" \\\\" # note
            URL=https://example.com/?a=b\r
            """
        #expect(
            try DotEnv.parse(text) == [
                "PLAIN": "value", "EXPORTED": "spaced", "EMPTY": "", "COMMENTED": "before", "HASH": "a#b",
                "SINGLE": "as $it \"stands\" \\n", "DOUBLE": "two\nlines \"quoted\" \\",
                "URL": "https://example.com/?a=b",
            ])
    }

    @Test func everyBadLineIsNamed() {
        #expect(
            throws: ConfigurationError(problems: [
                ".env line 1: write NAME=value",
                ".env line 2: a name of letters, digits and '_' must stand before '='",
                ".env line 3: the quote of OPEN is not closed, or text follows it",
                ".env line 4: the quote of TAIL is not closed, or text follows it",
            ])
        ) { try DotEnv.parse("nonsense\nA B=c\nOPEN=\"x\nTAIL='x' y") }
    }
}
