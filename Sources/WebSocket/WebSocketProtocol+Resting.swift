extension WebSocketProtocol {
    /// Gives back the memory that is kept from message to message, for a connection on which nothing moves. What of a message
    /// has come stays; the payload of the one returned last is forgotten.
    public mutating func giveBackMemory() {
        messagePlace = .nowhere
        inbox.giveBackMemory(beyond: 0)
        if partialFrame == nil, !assembler.isMessageUnderWay { assembler.giveBackMemory() }
        if outgoing.isEmpty { outgoing = [] }
        encoder.giveBackMemory()
    }
}
