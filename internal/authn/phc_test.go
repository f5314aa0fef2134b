package authn

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

// TestVectors holds the library to the reference implementation's own tests
// (phc-winner-argon2, test.c, version 0x13), and the form to its encoder.
func TestVectors(t *testing.T) {
	cases := []struct {
		password, salt string
		cost           cost
		tag, encoded   string
	}{
		{
			"password", "somesalt",
			cost{65536, 2, 1},
			"09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
			"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		},
		{
			"password", "somesalt",
			cost{256, 2, 1},
			"9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
			"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		},
		{
			"password", "somesalt",
			cost{256, 2, 2},
			"6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
			"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
		},
		{
			"differentpassword", "somesalt",
			cost{65536, 2, 1},
			"0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde",
			"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94",
		},
		{
			"password", "diffsalt",
			cost{65536, 2, 1},
			"bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c",
			"$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw",
		},
	}
	for _, c := range cases {
		h, err := parsePHC(c.encoded)
		if err != nil {
			t.Fatalf("%s: %v", c.encoded, err)
		}
		if h.cost != c.cost || string(h.salt) != c.salt || hex.EncodeToString(h.tag) != c.tag {
			t.Errorf("%s is read as %+v", c.encoded, h)
		}
		if got := h.String(); got != c.encoded {
			t.Errorf("written again it is %s, want %s", got, c.encoded)
		}
		tag := argon2.IDKey([]byte(c.password), h.salt, h.time, h.memory, h.threads, uint32(len(h.tag)))
		if got := hex.EncodeToString(tag); got != c.tag {
			t.Errorf("argon2id of %q: got %s, want %s", c.password, got, c.tag)
		}
		for password, want := range map[string]bool{c.password: true, c.password + " ": false, "": false} {
			ok, due, err := newHasher().verify(context.Background(), password, c.encoded)
			if ok != want || !due || err != nil {
				t.Errorf("verify %q: %v, due %v, %v; want %v, due", password, ok, due, err, want)
			}
		}
	}
}

func TestSealed(t *testing.T) {
	h := newHasher()
	first, err := h.seal(context.Background(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.seal(context.Background(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if first == second {
		t.Error("two hashes of one password are equal: the salt is not random")
	}
	if want := "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(first, want) || len(first) != len(want)+22+1+43 {
		t.Errorf("got %s, want a hash that begins with %s", first, want)
	}
	ok, due, err := h.verify(context.Background(), "correct horse battery", first)
	if !ok || due || err != nil {
		t.Errorf("verify: %v, due %v, %v; want true, not due", ok, due, err)
	}
}

// damaged are strings that are no canonical PHC string of a hash that we would
// compute.
var damaged = []string{
	"", "$", "$$$$$", "secret",
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",                                                  // no tag
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",                                                 // an empty one
	"$argon2id$v=19$m=256,t=2,p=1$$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",                 // no salt
	"$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",       // another function
	"$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",      // another version
	"$argon2id$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",           // no version
	"$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",      // another order
	"$argon2id$v=19$m=256,t=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",          // a number is missing
	"$argon2id$v=19$m=256,t=2,p=1,k=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",  // one too many
	"$argon2id$v=19$m=0256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",     // a needless zero
	"$argon2id$v=19$m=+256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",     // a sign
	"$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",      // argon2 would panic
	"$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",      // and here
	"$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",        // less than 8 KiB a thread
	"$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",  // 4 GiB
	"$argon2id$v=19$m=256,t=99999,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",  // hours
	"$argon2id$v=19$m=256,t=2,p=255$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",    // 255 threads
	"$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHG", // over 32 bits
	"$argon2id$v=19$m=256,t=2,p=1$c29t$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",             // a short salt
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ=$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",     // padding
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHR$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",      // bits beyond the salt
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNh\nbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",    // a line end
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR_uIPnA4rEsF5h7TKyQwu9U1bMCHGi_4",      // the other alphabet
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4\n",
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4$",
	"$2b$10$abcdefghijklmnopqrstuv",
}

func TestDamaged(t *testing.T) {
	h := newHasher()
	for _, s := range damaged {
		_, _, err := h.verify(context.Background(), "password", s)
		if err == nil {
			t.Errorf("%q is taken", s)
			continue
		}
		if s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("the error of %q repeats it: %v", s, err)
		}
	}
	if n := h.runs.Load(); n != 0 {
		t.Errorf("%d hashes were computed for damaged strings", n)
	}
}

func FuzzPHC(f *testing.F) {
	for _, s := range damaged {
		f.Add(s)
	}
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parsePHC(s)
		if err != nil {
			return
		}
		if h.String() != s {
			t.Errorf("%q is read as %q", s, h)
		}
		if h.memory > mostMemory || h.time < 1 || h.time > mostTime || h.threads < 1 || len(h.tag) > mostBytes {
			t.Errorf("%q is beyond the bounds", s)
		}
	})
}
