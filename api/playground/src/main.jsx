import { createRoot } from "react-dom/client";
import { Playground } from "./Playground.jsx";
import "graphiql/style.css";
import "./playground.css";

createRoot(document.getElementById("playground")).render(<Playground />);
