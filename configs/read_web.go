package configs

import (
	"net/netip"

	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) web(file section) {
	w := file.section("web")
	listen := w.listen("listen")
	auth := w.section("auth")
	r.cfg.Web = Web{Listen: listen, UsersFile: auth.file("users_file"), ProxyHeader: auth.text("proxy_header"), TrustedProxies: auth.list("trusted_proxies")}
	open := r.cfg.Web.UsersFile == "" && r.cfg.Web.ProxyHeader == ""
	if host, err := splitListen(listen); listen != "" && err == nil && !loopbackHost(host) && open {
		w.Add("listen", diag.Problem{Code: "open-door", Text: "web.listen " + listen + " without web.auth", Help: "listen on 127.0.0.1, or set auth"})
	}
	if r.cfg.Web.ProxyHeader != "" && len(r.cfg.Web.TrustedProxies) == 0 {
		auth.Errorf("proxy_header", "open-door", "web.auth.proxy_header needs trusted_proxies: anybody can send a header")
	}
	auth.checkProxies()
	r.cfg.Metrics.Listen = file.section("metrics").listen("listen")
}

// listen is an address to listen on.
func (s section) listen(key string) string {
	return parsed(s, key, "listen", func(v string) (string, error) {
		_, err := splitListen(v)
		return v, err
	}, itself)
}

func (s section) checkProxies() {
	for _, n := range s.Get("trusted_proxies").Items() {
		_, errAddr := netip.ParseAddr(n.Value)
		_, errNet := netip.ParsePrefix(n.Value)
		if n.Kind == diag.Scalar && errAddr != nil && errNet != nil {
			s.List().Errorf(n.Text(), "listen", "trusted_proxies: want an address or network such as 10.0.0.0/8, got %q", clip(n.Value))
		}
	}
}
