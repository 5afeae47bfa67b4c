"""By which ways do notices leave the house? One file each, behind one protocol."""
