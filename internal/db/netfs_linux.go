package db

import "syscall"

// statfs asks the system about the file system of a folder; tests answer for
// it.
var statfs = syscall.Statfs

// networkFileSystem names the network file system that a folder is on; "" if
// it is on a local one, or if that can't be found out.
func networkFileSystem(dir string) string {
	var s syscall.Statfs_t
	if err := statfs(dir, &s); err != nil {
		return ""
	}
	return networkKind(int64(s.Type))
}

// networkKind names a network file system by its magic number (statfs(2)).
// FUSE is among them because sshfs, rclone and bucket mounts are FUSE, and 9p
// because it is how virtual machines share a folder of their host: in both,
// one host's lock says nothing to another.
func networkKind(magic int64) string {
	switch uint32(magic) {
	case 0x6969:
		return "NFS"
	case 0xFF534D42:
		return "CIFS"
	case 0xFE534D42:
		return "SMB2"
	case 0x517B:
		return "SMB"
	case 0x65735546:
		return "FUSE, such as sshfs"
	case 0x01021997:
		return "9p"
	case 0x00C36400:
		return "Ceph"
	case 0x5346414F:
		return "AFS"
	case 0x0BD00BD0:
		return "Lustre"
	case 0x73757245:
		return "Coda"
	}
	return ""
}
