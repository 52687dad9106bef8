"""Takes in what students have handed in: from a platform's download, from folders, from nbgrader's exchange."""
