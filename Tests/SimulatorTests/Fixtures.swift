/// Where the checkout keeps its fixtures.
enum Fixtures {
    static let audio = String(#filePath.dropLast("Tests/SimulatorTests/Fixtures.swift".count)) + "Fixtures/audio"
}
