package serve

import (
	"net/http"
	"net/netip"
	"strings"
)

// client returns the address of who sent the request: the connection's; or, when
// that is a proxy's that the server was told to trust, the nearest in
// X-Forwarded-For that is not. What anybody else writes there does not count.
func (h *Handler) client(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr) // not an address on a Unix socket: then the zero Addr
	address := at.Addr().Unmap()
	if !h.trusts(address) {
		return address
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.Trim(hops[i], " \t"))
		if err != nil {
			break
		}
		address = hop.Unmap()
		if !h.trusts(address) {
			break
		}
	}
	return address
}

func (h *Handler) trusts(a netip.Addr) bool {
	for _, p := range h.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
