// Gorilla's websocket as a client: client URL COMPRESSION
package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const large = 16 << 20

var compresses bool

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func open(url string, bufferSize int) *websocket.Conn {
	dialer := websocket.Dialer{EnableCompression: compresses, WriteBufferSize: bufferSize}
	socket, response, err := dialer.Dial(url, nil)
	check(err)
	if strings.HasSuffix(url, "/exchange") {
		fmt.Println(strings.TrimSpace("extensions " + response.Header.Get("Sec-WebSocket-Extensions")))
	}
	return socket
}

func exchange(socket *websocket.Conn, kind int, message []byte, name string) {
	check(socket.WriteMessage(kind, message))
	gotKind, got, err := socket.ReadMessage()
	check(err)
	if gotKind != kind || !bytes.Equal(got, message) {
		panic(name)
	}
	fmt.Println(name)
}

// Reads to the end and says how it came.
func heardEnd(socket *websocket.Conn) string {
	for {
		_, _, err := socket.ReadMessage()
		if end, ok := err.(*websocket.CloseError); ok {
			return strings.TrimSpace(fmt.Sprint(end.Code, " ", end.Text))
		}
		if err != nil {
			return "1006"
		}
	}
}

func code(end string) string { return strings.SplitN(end, " ", 2)[0] }

func main() {
	time.AfterFunc(240*time.Second, func() { panic("too slow") })
	url := os.Args[1]
	compresses = os.Args[2] == "deflate"

	socket := open(url+"/exchange", 0)
	exchange(socket, websocket.TextMessage, []byte("Grüße, 電話 😀"), "text")
	exchange(socket, websocket.BinaryMessage, []byte{0, 1, 254, 255}, "binary")
	exchange(socket, websocket.TextMessage, nil, "empty text")
	exchange(socket, websocket.BinaryMessage, nil, "empty binary")
	for _, size := range []int{125, 126, 65535, 65536} {
		exchange(socket, websocket.BinaryMessage, bytes.Repeat([]byte("x"), size), fmt.Sprint(size, " bytes"))
	}
	exchange(socket, websocket.TextMessage, bytes.Repeat([]byte("0123456789abcdé"), large/16), "16 MiB of text")
	exchange(socket, websocket.BinaryMessage, bytes.Repeat([]byte{0, 1, 254, 255}, large/4), "16 MiB")
	ponged := false
	socket.SetPongHandler(func(payload string) error {
		ponged = payload == "payload"
		return nil
	})
	check(socket.WriteControl(websocket.PingMessage, []byte("payload"), time.Time{}))
	// Pongs are heard of while a message is read.
	exchange(socket, websocket.TextMessage, []byte("after the ping"), "after the ping")
	if !ponged {
		panic("no pong")
	}
	fmt.Println("ping")
	check(socket.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(3000, "bye")))
	fmt.Println("closed", heardEnd(socket))

	// What does not fit its buffer goes out in fragments: here, twenty bytes each.
	socket = open(url+"/fragments", 20)
	writer, err := socket.NextWriter(websocket.TextMessage)
	check(err)
	text := strings.Repeat("Grüße, 電話 😀", 10)
	_, err = writer.Write([]byte(text))
	check(err)
	check(writer.Close())
	_, got, err := socket.ReadMessage()
	check(err)
	if string(got) != text {
		panic("fragments")
	}
	fmt.Println("fragments")
	check(socket.WriteMessage(websocket.CloseMessage, nil))
	fmt.Println("closed", heardEnd(socket))

	socket = open(url+"/told", 0)
	check(socket.WriteMessage(websocket.TextMessage, []byte("close 4300 grüße")))
	fmt.Println("told", heardEnd(socket))

	socket = open(url+"/dropped", 0)
	check(socket.WriteMessage(websocket.TextMessage, []byte("drop")))
	fmt.Println("dropped", code(heardEnd(socket)))

	socket = open(url+"/leaves", 0)
	check(socket.UnderlyingConn().(*net.TCPConn).SetLinger(0))
	check(socket.UnderlyingConn().Close())
	fmt.Println("left")

	// The server may have closed before all was written.
	socket = open(url+"/too-big", 0)
	_ = socket.WriteMessage(websocket.BinaryMessage, make([]byte, large+1))
	fmt.Println("too big", code(heardEnd(socket)))

	socket = open(url+"/pongs", 0)
	check(socket.WriteMessage(websocket.TextMessage, []byte("ping 20")))
	fmt.Println("pongs", code(heardEnd(socket)))

	socket = open(url+"/bad-text", 0)
	check(socket.WriteMessage(websocket.TextMessage, []byte("ab\xff")))
	fmt.Println("bad text", code(heardEnd(socket)))

	socket = open(url+"/bad-frame", 0)
	_, err = socket.UnderlyingConn().Write([]byte{0x83, 0x80, 0, 0, 0, 0})
	check(err)
	fmt.Println("bad frame", code(heardEnd(socket)))
}
