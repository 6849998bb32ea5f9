"""The engines that come with the program, one file each, none importing another."""
