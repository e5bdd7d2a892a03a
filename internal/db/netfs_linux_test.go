package db

import "testing"

func TestNetworkKind(t *testing.T) {
	t.Parallel()
	for magic, want := range map[int64]string{
		0x6969: "NFS", 0xFF534D42: "CIFS", -11317950: "CIFS", // 32-bit systems sign the number
		0xFE534D42: "SMB2", 0x65735546: "FUSE, such as sshfs", 0x01021997: "9p",
		0xEF53: "", 0x58465342: "", 0x9123683E: "", 0x794C7630: "", 0x01021994: "", // ext4, xfs, btrfs, overlay, tmpfs
	} {
		if got := networkKind(magic); got != want {
			t.Errorf("networkKind(%#x) = %q, want %q", magic, got, want)
		}
	}
}
